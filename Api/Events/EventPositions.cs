using System.Globalization;
using OcppLab.Grains;

namespace OcppLab.Api;

/// <summary>How far a stream has come on each silo; as text the id of its events, such as <c>a1b2c3d4-17.9f8e7d6c-203</c>.
/// Any front door of the cluster can go on after it.</summary>
public sealed class EventPositions
{
    readonly EventPosition[] positions;

    EventPositions(EventPosition[] positions) => this.positions = positions;

    /// <summary>Those of a stream that nothing is known of.</summary>
    public static EventPositions None { get; } = new([]);

    /// <summary>The positions, one a journal.</summary>
    public IReadOnlyList<EventPosition> All => positions;

    /// <summary>Reads an id.</summary>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, out EventPositions read)
    {
        read = None;
        var parts = text.Split('.');
        var positions = new EventPosition[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Split('-') is not [var journal, var number]
                || !uint.TryParse(journal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var journalId)
                || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            {
                return false;
            }

            positions[i] = new(journalId, last);
        }

        if (positions.DistinctBy(position => position.Journal).Count() < positions.Length)
        {
            return false;
        }

        read = new(positions);
        return true;
    }

    /// <summary>Whether a journal is among them.</summary>
    public bool Has(uint journal) => IndexOf(journal) >= 0;

    /// <summary>The same with another position in its journal.</summary>
    public EventPositions With(EventPosition position)
    {
        var at = IndexOf(position.Journal);
        if (at < 0)
        {
            return new([.. positions, position]);
        }

        var changed = positions.AsSpan().ToArray();
        changed[at] = position;
        return new(changed);
    }

    /// <summary>The same without a journal.</summary>
    public EventPositions Without(uint journal) => new([.. positions.Where(position => position.Journal != journal)]);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join('.', positions.Select(position => string.Create(CultureInfo.InvariantCulture, $"{position.Journal:x8}-{position.Number}")));

    int IndexOf(uint journal)
    {
        for (var i = 0; i < positions.Length; i++)
        {
            if (positions[i].Journal == journal)
            {
                return i;
            }
        }

        return -1;
    }
}
