namespace OcppLab.Simulation;

/// <summary>The numbers on a charger and its parts where nobody chose them: always the same for the same seed, and stored nowhere.</summary>
static class Nameplate
{
    /// <summary>The charger's serial number, as its model's are.</summary>
    public static string SerialNumber(ChargerModel model, ulong seed) =>
        model.SerialNumberFormat is { } format ? Fill(format, seed, 1) : seed.ToString("X16");

    /// <summary>Its energy meter's serial number, 10 digits.</summary>
    public static string MeterSerialNumber(ulong seed) => Fill("##########", seed, 2);

    /// <summary>Its SIM card's number (ITU-T E.118): 19 digits, the last of which checks the others.</summary>
    public static string Iccid(ulong seed)
    {
        var number = Fill("8988228###########", seed, 3);
        return number + CheckDigit(number);
    }

    /// <summary>Its subscriber's number (ITU-T E.212): 15 digits, of a network for machines.</summary>
    public static string Imsi(ulong seed) => Fill("90140##########", seed, 4);

    static string Fill(string format, ulong seed, ulong kind) => string.Create(format.Length, (format, Mixer.Mix(seed, kind)), (text, source) =>
    {
        var (form, digits) = source;
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = form[i] == '#' ? (char)('0' + (Mixer.Mix(digits, (ulong)i) % 10)) : form[i];
        }
    });

    // Luhn's: every second digit counts twice, beginning with the last.
    static int CheckDigit(string number)
    {
        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = number[^(i + 1)] - '0';
            sum += i % 2 == 1 ? digit : digit < 5 ? digit * 2 : (digit * 2) - 9;
        }

        return (10 - (sum % 10)) % 10;
    }
}
