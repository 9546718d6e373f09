using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace OcppLab.Cli;

/// <summary>The options that name the chargers of a command: exactly one of them.</summary>
sealed class TargetOptions
{
    readonly Option<string?> location = new("--location") { Description = "All chargers of this location.", HelpName = "ID" };

    readonly Option<string?> charger = new("--charger") { Description = "This charger, by its id.", HelpName = "ID" };

    readonly Option<string?> identity = new("--identity") { Description = "This charger, by its charge point identity.", HelpName = "IDENTITY" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(location);
        command.Add(charger);
        command.Add(identity);
        command.Validators.Add(result =>
        {
            if (new Option[] { location, charger, identity }.Count(option => result.GetResult(option) is not null) != 1)
            {
                result.AddError("Give exactly one of --location, --charger and --identity.");
            }
        });
    }

    /// <summary>A command's body with the target that was named.</summary>
    public byte[] Body(ParseResult parsed, Action<Utf8JsonWriter> writeEvent)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("target");
            Write(location, "location_id");
            Write(charger, "charger_id");
            Write(identity, "identity");
            json.WriteEndObject();
            json.WriteStartObject("event");
            writeEvent(json);
            json.WriteEndObject();
            json.WriteEndObject();

            void Write(Option<string?> option, string name)
            {
                if (parsed.GetValue(option) is { } value)
                {
                    json.WriteString(name, value);
                }
            }
        }

        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>Spans of time as people write them.</summary>
static class Spans
{
    /// <summary>Reads <c>90</c>, <c>90s</c>, <c>30m</c> or <c>2h</c>; null for something else.</summary>
    public static TimeSpan? Read(string text)
    {
        var seconds = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        return long.TryParse(seconds == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 100_000_000
            ? TimeSpan.FromSeconds(count * Math.Max(seconds, 1))
            : null;
    }

    /// <summary>An option for one.</summary>
    public static Option<TimeSpan?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (Read(result.Tokens[0].Value) is { } span)
            {
                return span;
            }

            result.AddError($"{name} must be a time such as 90s, 30m or 2h, not \"{result.Tokens[0].Value}\".");
            return null;
        },
    };
}
