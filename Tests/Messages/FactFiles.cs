using OcppLab.Ocpp.Messages.Generator;

namespace OcppLab.Tests.Messages;

/// <summary>The facts of the messages, as the generator reads them.</summary>
static class FactFiles
{
    /// <summary>The versions, each with its messages, its facts and its index in them.</summary>
    public static IReadOnlyList<(MessageSet Messages, Facts Facts, int Version)> Versions { get; } =
    [
        (MessageSet.V16, Read("ocpp1.6.messages"), 0),
        (MessageSet.V201, Read("ocpp2.messages"), 0),
        (MessageSet.V21, Read("ocpp2.messages"), 1),
    ];

    /// <summary>Every message of every version: the version, the action, and whether it is the response.</summary>
    public static TheoryData<string, string, bool> Messages
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var (messages, facts, version) in Versions)
            {
                foreach (var message in facts.Messages.Where(message => message.Only is null || message.Only == version))
                {
                    data.Add(messages.Version, message.Action, false);
                    if (message.Response is not null)
                    {
                        data.Add(messages.Version, message.Action, true);
                    }
                }
            }

            return data;
        }
    }

    public static (MessageSet Messages, Facts Facts, int Version) Of(string version) => Versions.Single(known => known.Messages.Version == version);

    public static ClassFacts Class(this Facts facts, string action, bool isResponse)
    {
        var message = facts.Messages.Single(message => message.Action == action);
        return isResponse ? message.Response! : message.Request;
    }

    public static IEnumerable<FieldFacts> FieldsIn(this ClassFacts type, int version) =>
        type.Fields.Where(field => field.Only is null || field.Only == version);

    /// <summary>How long a string may be in a version; null for as long as it likes.</summary>
    public static int? LengthOf(this FieldFacts field, int version) =>
        field.Type.MaxLengths.Length == 0 ? null : field.Type.MaxLengths[Math.Min(version, field.Type.MaxLengths.Length - 1)];

    static Facts Read(string file) => Facts.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "facts", file)));
}
