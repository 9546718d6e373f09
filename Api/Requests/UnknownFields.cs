using System.Text.Json;

namespace OcppLab.Api;

/// <summary>Refuses fields that a body is not described with. Elsewhere they are ignored; a body that is written by hand, and
/// decides something, would silently mean another thing by a misspelled one.</summary>
static class UnknownFields
{
    /// <summary>The most letters of a misspelled name that are wrong.</summary>
    const int MostWrong = 2;

    /// <summary>Refuses the first field that a shape does not have, or a shape within it.</summary>
    /// <param name="body">An object.</param>
    /// <param name="shape">What it may have.</param>
    /// <param name="whole">What the body is as a whole: <c>a plan</c>.</param>
    /// <exception cref="BadHttpRequestException">There is one; the sentence names it, and the one that was perhaps meant.</exception>
    public static void Refuse(Body body, Shape shape, string whole)
    {
        foreach (var property in body.Value.EnumerateObject())
        {
            if (shape.Fields.FirstOrDefault(field => field.Name == property.Name) is not { } field)
            {
                var path = body.Path.Length == 0 ? "" : $"{body.Path}.";
                var meant = Nearest(property.Name, shape) is { } near
                    ? $"did you mean {near}?"
                    : $"what may be there is {string.Join(", ", shape.Fields.Select(known => known.Name))}.";
                throw Body.Invalid($"{path}{Body.Shown(property.Name)} is not a field of {whole}; {meant}");
            }

            if (field.Inner is { } inner)
            {
                RefuseWithin(property.Value, body.PathOf(field), inner, whole);
            }
        }
    }

    // What is neither is of no shape: an alternative without fields, or a mistake that is found where it is read.
    static void RefuseWithin(JsonElement value, string path, Shape shape, string whole)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            Refuse(new(value, path), shape, whole);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                RefuseWithin(item, $"{path}[{index++}]", shape, whole);
            }
        }
    }

    // Also the one of which it is only the beginning: duration for duration_seconds.
    static string? Nearest(string name, Shape shape)
    {
        var most = name.Length < 5 ? 1 : MostWrong;
        return shape.Fields.Select(field => (field.Name, Wrong: Distance(name, field.Name)))
            .Where(near => near.Wrong <= most)
            .OrderBy(near => near.Wrong)
            .Select(near => near.Name)
            .FirstOrDefault() ?? shape.Fields.FirstOrDefault(field => field.Name.StartsWith($"{name}_", StringComparison.OrdinalIgnoreCase))?.Name;
    }

    /// <summary>How many letters are missing, too many, another or swapped with the next, in any letter case.</summary>
    static int Distance(string name, string known)
    {
        if (Math.Abs(name.Length - known.Length) > MostWrong)
        {
            return int.MaxValue;
        }

        int[] before = [];
        int[] row = [.. Enumerable.Range(0, known.Length + 1)];
        for (var i = 1; i <= name.Length; i++)
        {
            var next = new int[row.Length];
            next[0] = i;
            for (var j = 1; j < next.Length; j++)
            {
                next[j] = Math.Min(Math.Min(next[j - 1], row[j]) + 1, row[j - 1] + (AreSame(i - 1, j - 1) ? 0 : 1));
                if (i > 1 && j > 1 && AreSame(i - 1, j - 2) && AreSame(i - 2, j - 1))
                {
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
                }
            }

            (before, row) = (row, next);
        }

        return row[^1];

        bool AreSame(int inName, int inKnown) => char.ToLowerInvariant(name[inName]) == known[inKnown];
    }
}
