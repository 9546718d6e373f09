namespace OcppLab.Ocpp.Messages;

/// <summary>Values of one enumeration as those of the same name of another.</summary>
/// <typeparam name="TFrom">The enumeration they are of; every name of it has to be one of <typeparamref name="TTo"/>.</typeparam>
/// <typeparam name="TTo">The other.</typeparam>
public static class SameName<TFrom, TTo>
    where TFrom : struct, Enum
    where TTo : struct, Enum
{
    static readonly TTo[] Values = [.. Enum.GetValues<TFrom>().Select(value => Enum.Parse<TTo>(value.ToString()))];

    /// <summary>The value of the same name.</summary>
    public static TTo Of(TFrom value) => Values[Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture)];
}
