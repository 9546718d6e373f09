using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace OcppLab.Ocpp.Messages.Generator;

/// <summary>A file of facts: the messages of one OCPP version, or of several that share their types.</summary>
sealed class Facts
{
    readonly List<string> versions = [];

    public IReadOnlyList<string> Versions => versions;

    public List<EnumFacts> Enums { get; } = [];

    public List<ClassFacts> Classes { get; } = [];

    public List<MessageFacts> Messages { get; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="FactsException">A line is none of the notation.</exception>
    public static Facts Parse(string text)
    {
        var facts = new Facts();
        Action<string>? take = null;
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.TrimEnd();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            try
            {
                take = line[0] == ' ' && take is not null ? Take(take, line.Trim()) : facts.Begin(line);
            }
            catch (FormatException e)
            {
                throw new FactsException(number, e.Message);
            }
        }

        return facts;

        static Action<string> Take(Action<string> take, string line)
        {
            take(line);
            return take;
        }
    }

    /// <summary>The enum of that name, or null.</summary>
    public EnumFacts? Enum(string name) => Enums.FirstOrDefault(known => known.Name == name);

    // Begins what a line without indentation says, and returns what takes the lines under it.
    Action<string>? Begin(string line)
    {
        var (rest, only) = OnlyIn(line);
        var words = rest.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        switch (words[0])
        {
            case "versions":
                versions.AddRange(words.Skip(1));
                return null;
            case "enum" when words.Length == 2:
                var names = new EnumFacts(words[1], only);
                Enums.Add(names);
                return names.Take(this);
            case "class" when words.Length == 2:
                var members = new ClassFacts(words[1], only);
                Classes.Add(members);
                return members.Take(this);
            case "message" when words.Length is 4 or 5 && words[2] == "from" && words[3] is "charger" or "csms" or "both":
                var message = new MessageFacts(words[1], words[3], words.Length == 5 ? words[4] : null, only);
                Messages.Add(message);
                return message.Request.Take(this);
            case "response" when words.Length == 1 && Messages.Count > 0:
                Messages[Messages.Count - 1].Response = new ClassFacts(Messages[Messages.Count - 1].Action + "Response", null);
                return Messages[Messages.Count - 1].Response!.Take(this);
            default:
                throw new FormatException($"'{line}' begins neither versions, enum, class, message nor response");
        }
    }

    /// <summary>A line without its mark of a version, and the index of that version; null for a line without.</summary>
    public (string Text, int? Only) OnlyIn(string line)
    {
        var at = line.IndexOf('@');
        if (at < 0)
        {
            return (line, null);
        }

        var version = versions.IndexOf(line.Substring(at + 1).Trim());
        return version >= 0 ? (line.Substring(0, at).TrimEnd(), version) : throw new FormatException($"'{line}' names a version that is not in the file");
    }
}

/// <summary>A list of strings.</summary>
/// <param name="name">Its name.</param>
/// <param name="only">The version that has it; null for all.</param>
sealed class EnumFacts(string name, int? only)
{
    public string Name => name;

    public int? Only => only;

    /// <summary>The strings, with the version that has one where not all do.</summary>
    public List<(string Text, int? Only)> Values { get; } = [];

    public Action<string> Take(Facts facts)
    {
        int? from = null;
        return line =>
        {
            if (line[0] == '@')
            {
                (_, from) = facts.OnlyIn(line);
            }
            else
            {
                Values.AddRange(line.Split([' '], StringSplitOptions.RemoveEmptyEntries).Select(text => (text, from)));
            }
        };
    }
}

/// <summary>An object's fields.</summary>
/// <param name="name">Its name.</param>
/// <param name="only">The version that has it; null for all.</param>
sealed class ClassFacts(string name, int? only)
{
    public string Name => name;

    public int? Only => only;

    /// <summary>The fields: one that differs between the versions is there once for each.</summary>
    public List<FieldFacts> Fields { get; } = [];

    public Action<string> Take(Facts facts) => line =>
    {
        var (rest, version) = facts.OnlyIn(line);
        var colon = rest.IndexOf(": ", StringComparison.Ordinal);
        if (colon < 1)
        {
            throw new FormatException($"'{line}' is no field: it has a name, ? if optional, a colon and a type");
        }

        var field = rest.Substring(0, colon);
        Fields.Add(new(field.TrimEnd('?'), field[field.Length - 1] != '?', TypeFacts.Parse(rest.Substring(colon + 2)), version));
    };
}

/// <summary>A message: a request and its response.</summary>
/// <param name="action">The action.</param>
/// <param name="sender">Who asks: charger, csms or both.</param>
/// <param name="profile">The feature profile it belongs to, or null.</param>
/// <param name="only">The version that has it; null for all.</param>
sealed class MessageFacts(string action, string sender, string? profile, int? only)
{
    public string Action => action;

    public string Sender => sender;

    public string? Profile => profile;

    public int? Only => only;

    public ClassFacts Request { get; } = new(action + "Request", null);

    /// <summary>The response; null for a message that gets none.</summary>
    public ClassFacts? Response { get; set; }
}

/// <summary>A field.</summary>
/// <param name="name">Its name.</param>
/// <param name="isRequired">Whether it must be there.</param>
/// <param name="type">Its type.</param>
/// <param name="only">The version for which this holds; null for all.</param>
sealed class FieldFacts(string name, bool isRequired, TypeFacts type, int? only)
{
    public string Name => name;

    public bool IsRequired => isRequired;

    public TypeFacts Type => type;

    public int? Only => only;
}

/// <summary>A value's type.</summary>
sealed class TypeFacts
{
    /// <summary>string, uri, integer, number, boolean, dateTime, any, or the name of a class or enum.</summary>
    public string Name { get; private set; } = "";

    /// <summary>A string's longest length, one for each version or one for all; null for none.</summary>
    public int?[] MaxLengths { get; private set; } = [];

    /// <summary>A number's least and greatest value as written; empty for none.</summary>
    public string Min { get; private set; } = "";

    public string Max { get; private set; } = "";

    /// <summary>Whether a number is a multiple of 0.1.</summary>
    public bool IsInTenths { get; private set; }

    /// <summary>How few and how many of it an array has; null for no array.</summary>
    public (string Min, string Max)? Items { get; private set; }

    public static TypeFacts Parse(string text)
    {
        var type = new TypeFacts();
        if (text.EndsWith("]", StringComparison.Ordinal))
        {
            var at = text.IndexOf('[');
            var bounds = text.Substring(at + 1, text.Length - at - 2);
            type.Items = bounds.Length == 0 ? ("", "") : Range(bounds);
            text = text.Substring(0, at);
        }

        var open = text.IndexOf('<');
        type.Name = open < 0 ? text : text.Substring(0, open);
        if (open < 0)
        {
            return type;
        }

        var facet = text.Substring(open + 1).TrimEnd('>');
        if (type.Name == "string")
        {
            type.MaxLengths = [.. facet.Split('|').Select(length => length.Length == 0 ? (int?)null : int.Parse(length, CultureInfo.InvariantCulture))];
        }
        else if (facet == "0.1")
        {
            type.IsInTenths = true;
        }
        else
        {
            (type.Min, type.Max) = Range(facet);
        }

        return type;
    }

    static (string, string) Range(string text)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        return dots < 0
            ? throw new FormatException($"'{text}' is no range: it has two dots")
            : (text.Substring(0, dots), text.Substring(dots + 2));
    }
}

/// <summary>A line that is none of the notation.</summary>
/// <param name="line">Its number, from 1.</param>
/// <param name="problem">What is wrong with it.</param>
sealed class FactsException(int line, string problem) : Exception(problem)
{
    public int Line => line;
}
