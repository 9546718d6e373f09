using System.Text.RegularExpressions;

namespace OcppLab.Ocpp.Messages;

/// <summary>The kinds of rule that a payload can break.</summary>
public enum ViolationKind
{
    /// <summary>The payload is not well-formed.</summary>
    Format,
    /// <summary>A field is missing, twice there or unknown; a list is too short or too long.</summary>
    Occurrence,
    /// <summary>A field has the wrong type; a dateTime is a type in OCPP.</summary>
    Type,
    /// <summary>A field's value is out of its range: too long, too large, not in the enumeration.</summary>
    Property,
}

/// <summary>A rule that a payload breaks.</summary>
/// <param name="Kind">The kind of rule.</param>
/// <param name="Problem">What is wrong, a sentence without its subject and full stop.</param>
/// <param name="Path">The field, <c>meterValue[0].timestamp</c>; empty for the payload as a whole.</param>
/// <param name="Rule">The same as the problem without the value that was found; null where the problem has none.</param>
public sealed partial record Violation(ViolationKind Kind, string Problem, string Path = "", string? Rule = null)
{
    /// <summary>The longest description, in characters (OCPP-J section 4.2.3).</summary>
    public const int MaxDescriptionLength = 255;

    /// <summary>A sentence that names the field and what is wrong with it, at most 255 characters.</summary>
    public string Description =>
        Token.Cut($"{(Path.Length == 0 ? "The payload" : Path)} {Problem}.", MaxDescriptionLength);

    /// <summary>A sentence that names the field and the rule, and is the same for every payload that breaks it there; at most 255 characters.</summary>
    public string Summary =>
        Token.Cut($"{(Path.Length == 0 ? "The payload" : Indices().Replace(Path, "[]"))} {Rule ?? Problem}.", MaxDescriptionLength);

    /// <summary>The same, seen from the object or array around it.</summary>
    internal Violation In(string part) =>
        this with { Path = Path.Length == 0 || Path[0] == '[' ? part + Path : $"{part}.{Path}" };

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Indices();
}
