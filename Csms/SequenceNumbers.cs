namespace OcppLab.Csms;

/// <summary>The sequence numbers of a transaction (2.0.1): the highest that came, and those below it that did not.</summary>
sealed class SequenceNumbers
{
    /// <summary>More holes than this are not kept apart: what would fill the oldest counts as told twice.</summary>
    const int MaxHoles = 64;

    int highest = -1;
    List<Hole>? holes;

    /// <summary>Numbers that did not come.</summary>
    /// <param name="From">The first.</param>
    /// <param name="To">The last.</param>
    /// <param name="Counts">Whether they are among the missing that the statistics tell.</param>
    readonly record struct Hole(int From, int To, bool Counts);

    /// <summary>What a number does to those missing.</summary>
    /// <param name="IsNew">Whether it came for the first time.</param>
    /// <param name="Late">Whether a higher one came before it.</param>
    /// <param name="Missing">By how many more are missing now.</param>
    public readonly record struct Taken(bool IsNew, bool Late, int Missing);

    /// <summary>Takes a number in.</summary>
    public Taken Take(int number)
    {
        if (number > highest)
        {
            var skipped = number - highest - 1;
            if (skipped > 0)
            {
                holes ??= new(1);
                if (holes.Count == MaxHoles)
                {
                    holes.RemoveAt(0);
                }

                holes.Add(new(highest + 1, number - 1, Counts: true));
            }

            highest = number;
            return new(IsNew: true, Late: false, skipped);
        }

        var index = holes?.FindIndex(hole => hole.From <= number && number <= hole.To) ?? -1;
        if (index < 0)
        {
            return default;
        }

        var hole = holes![index];
        holes.RemoveAt(index);
        if (number < hole.To)
        {
            holes.Insert(index, hole with { From = number + 1 });
        }

        if (hole.From < number)
        {
            holes.Insert(index, hole with { To = number - 1 });
        }

        return new(IsNew: true, Late: true, hole.Counts ? -1 : 0);
    }

    /// <summary>Counts the missing anew: those of before are not among them.</summary>
    public void Reset()
    {
        for (var i = 0; i < holes?.Count; i++)
        {
            holes[i] = holes[i] with { Counts = false };
        }
    }
}
