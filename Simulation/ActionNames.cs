using System.Collections.Frozen;

namespace OcppLab.Simulation;

/// <summary>The actions of all versions, as the specifications spell them.</summary>
static class ActionNames
{
    static readonly FrozenDictionary<string, string> Known = MessageSet.V16.Actions.Union(MessageSet.V201.Actions).Union(MessageSet.V21.Actions)
        .ToFrozenDictionary(action => action, StringComparer.OrdinalIgnoreCase);

    /// <summary>An action as the specification spells it, in whatever letter case it is given. One that no version knows stays
    /// as it is.</summary>
    public static string Spelled(string action) => Known.GetValueOrDefault(action, action);
}
