using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OcppLab.Api;

namespace OcppLab.Tests.Api;

/// <summary>YAML stands for the JSON that YAML 1.2's core schema makes of it; what JSON has not is refused with its place.</summary>
public sealed class YamlBodyTests
{
    [Theory]
    [InlineData("a: 1\nb: [x, 'y', \"z\\n\"]\n", """{"a":1,"b":["x","y","z\n"]}""")]
    [InlineData("# a comment\n---\na:\n  - b: {c: d}\n    e: |\n      two\n      lines\n", """{"a":[{"b":{"c":"d"},"e":"two\nlines\n"}]}""")]
    [InlineData("[~, null, Null, NULL, '', !!str null]", """[null,null,null,null,"","null"]""")]
    [InlineData("{a: , b: }", """{"a":null,"b":null}""")]
    [InlineData("[true, True, TRUE, false, yes, no, on, tRue]", """[true,true,true,false,"yes","no","on","tRue"]""")]
    [InlineData("[0, 7, -7, +7, 007, 0o17, 0xFf, 12345678901234567890]", "[0,7,-7,7,7,15,255,12345678901234567890]")]
    [InlineData("[1.5, .5, -.5, 5., 1e3, 1.5E-3, +0.10, 1_000, 1.2.3, 12:30, ., 1e, 0x, 0b1]",
        """[1.5,0.5,-0.5,5,1e3,1.5E-3,0.10,"1_000","1.2.3","12:30",".","1e","0x","0b1"]""")]
    [InlineData("['0042', \"0042\", 0042]", """["0042","0042",42]""")]
    [InlineData("1: one\ntrue: two\nnull: three\n", """{"1":"one","true":"two","null":"three"}""")]
    [InlineData("p95(StartTransaction) < 500ms", "\"p95(StartTransaction) < 500ms\"")]
    [InlineData("- p95(Authorize) < 1s\n- csms_violations == 0\n", """["p95(Authorize) < 1s","csms_violations == 0"]""")]
    [InlineData("at: 2026-03-01", """{"at":"2026-03-01"}""")]
    [InlineData("a: &x 1\n", """{"a":1}""")]
    [InlineData("{\"a\": {\"b\": [1, 2.5, \"c\", null, true]}}", """{"a":{"b":[1,2.5,"c",null,true]}}""")]
    [InlineData("\uFEFFa: ü€", """{"a":"ü€"}""")]
    [InlineData("a: \"\\U0001F600\"", """{"a":"\uD83D\uDE00"}""")]
    [InlineData("a: >\n  folded\n  text\n", """{"a":"folded text\n"}""")]
    public void It_stands_for_json(string yaml, string json) => Assert.Equal(json, Encoding.UTF8.GetString(YamlBody.ToJson(Encoding.UTF8.GetBytes(yaml))));

    [Theory]
    [InlineData("", "The body is empty; it must be YAML or JSON.")]
    [InlineData("# nothing\n", "The body is empty; it must be YAML or JSON.")]
    [InlineData("a: 1\nb: *x\n", "line 2, column 4: the alias *x is not taken.")]
    [InlineData("a: &x [1]\nb: [*x, *x]\n", "line 2, column 5: the alias *x is not taken.")]
    [InlineData("a: 1\nb: 2\na: 3\n", "line 3, column 1: the name 'a' is there twice.")]
    [InlineData("{a: {b: 1, 'b': 2}}", "line 1, column 12: the name 'b' is there twice.")]
    [InlineData("a: !!set {}", "line 1, column 4: the tag tag:yaml.org,2002:set is not taken.")]
    [InlineData("a: !mine x", "line 1, column 4: the tag !mine is not taken.")]
    [InlineData("? [a]\n: 1\n", "line 1, column 3: a name must be text.")]
    [InlineData("a: 1\n---\nb: 2\n", "line 2, column 1: there is a second document.")]
    [InlineData("a: .inf", "line 1, column 4: .inf is no number that JSON has.")]
    [InlineData("a: [.NaN]", "line 1, column 5: .NaN is no number that JSON has.")]
    [InlineData("a: \"\\ud83d\"", "line 1, column 4: While scanning a quoted scalar, found invalid Unicode surrogates.")]
    [InlineData("a: [1, 2\nb: 3", "line 2")]
    [InlineData("a:\n\t- 1\n", "found invalid tab as indentation.")]
    [InlineData("a: !<> b", "line ")]
    [InlineData("a: b: c", "line 1")]
    [InlineData("a: \"open", "line 1")]
    [InlineData("a: @x", "line 1")]
    public void What_is_no_yaml_or_no_json_is_refused_with_its_place(string yaml, string sentence)
    {
        var refusal = Assert.Throws<BadHttpRequestException>(() => YamlBody.ToJson(Encoding.UTF8.GetBytes(yaml)));
        Assert.Contains(sentence, refusal.Message);
        Assert.Equal(StatusCodes.Status422UnprocessableEntity, refusal.StatusCode);
    }

    [Fact]
    public void It_is_as_deep_as_json_may_be()
    {
        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
        Assert.Equal(Nested(32), Encoding.UTF8.GetString(YamlBody.ToJson(Encoding.UTF8.GetBytes(Nested(32)))));
        foreach (var deeper in new[] { Nested(33), new string('[', 100_000), string.Concat(Enumerable.Range(0, 33).Select(depth => new string(' ', depth) + "a:\n")) + new string(' ', 33) + "b: 1" })
        {
            var refusal = Assert.Throws<BadHttpRequestException>(() => YamlBody.ToJson(Encoding.UTF8.GetBytes(deeper)));
            Assert.Contains("more than 32 levels deep", refusal.Message);
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Assert.Equal("The body is not UTF-8.", Assert.Throws<BadHttpRequestException>(() => YamlBody.ToJson([0x61, 0xFF, 0xFE])).Message);

    [Theory]
    [InlineData("application/yaml", true)]
    [InlineData("application/x-yaml; charset=utf-8", true)]
    [InlineData("Text/YAML", true)]
    [InlineData("text/yaml; charset=utf-16", false)]
    [InlineData("application/json", false)]
    [InlineData(null, false)]
    public void Its_content_types(string? type, bool isYaml) => Assert.Equal(isYaml, YamlBody.Is(type));

    [Theory]
    [InlineData(true, "application/yaml", "name: 42", "name must be a string, not 42.")]
    [InlineData(true, "text/yaml", "- a", "The body must be a JSON object, not an array.")]
    [InlineData(true, "application/json", "name: x", "The body is not valid JSON at line 1")]
    [InlineData(true, "text/plain", "name: x", "The content type must be application/json or application/yaml, not text/plain.")]
    [InlineData(false, "application/yaml", "name: x", "The content type must be application/json, not application/yaml.")]
    [InlineData(true, "application/yaml", "name: x", null)]
    [InlineData(true, "application/json", "{\"name\": \"x\"}", null)]
    public async Task It_is_taken_where_a_route_says_so(bool isTaken, string type, string text, string? sentence)
    {
        var settings = new FrontDoorSettings(1000, 10_000, 0, new());
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddSingleton(settings).AddSingleton(new Uploads(settings)).BuildServiceProvider(),
        };
        var name = Field.Text("name", "");
        context.SetEndpoint(new(null, new(new BodyDescription(new("Named", "", name), Many: false, isTaken)), null));
        context.Request.ContentType = type;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(text));
        if (sentence is null)
        {
            Assert.Equal("x", (await Body.BindAsync(context)).Get(name));
        }
        else
        {
            var refusal = await Assert.ThrowsAsync<BadHttpRequestException>(async () => (await Body.BindAsync(context)).Get(name));
            Assert.Contains(sentence, refusal.Message);
        }
    }

    [Fact]
    public void Whatever_the_bytes_it_is_json_or_a_refusal()
    {
        const string parts = "abc:-?[]{},#&*!|>'\"%@`~ \n\t01.eE+xo\\uD<=/()\r\0é😀";
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var yaml = new string([.. Enumerable.Range(0, random.Next(1, 24)).Select(_ => parts[random.Next(parts.Length)])]);
            var bytes = Encoding.UTF8.GetBytes(yaml);
            try
            {
                using var document = System.Text.Json.JsonDocument.Parse(YamlBody.ToJson(bytes));
            }
            catch (BadHttpRequestException)
            {
                // It says why.
            }
            catch (Exception mistake)
            {
                Assert.Fail($"{System.Text.Json.JsonSerializer.Serialize(yaml)}: {mistake}");
            }
        }
    }
}
