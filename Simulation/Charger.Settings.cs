namespace OcppLab.Simulation;

// The values of the settings.
public sealed partial class Charger
{
    internal string Value(Setting setting) =>
        setting.Derived?.Invoke(this) ?? state.Settings?.GetValueOrDefault(setting.Name) ?? setting.Default;

    bool Flag(Setting setting) => state.Settings is null ? setting.Default == "true" : Value(setting) == "true";

    int Number(Setting setting) => int.Parse(Value(setting), System.Globalization.CultureInfo.InvariantCulture);

    TimeSpan Seconds(Setting setting) => TimeSpan.FromSeconds(Number(setting));

    Measurands Chosen(Setting setting, string? before = null) => Settings.ParseMeasurands(before ?? Value(setting)) ?? Measurands.None;

    void Set(Setting setting, string value, DateTimeOffset now)
    {
        if (value == Value(setting))
        {
            return;
        }

        if (setting.IsMeasurands || setting == Settings.SampleInterval || setting == Settings.AlignedInterval)
        {
            CloseEntries();
        }

        state.Settings ??= new(1);
        state.Settings[setting.Name] = value;
        if (setting == Settings.SampleInterval || setting == Settings.AlignedInterval)
        {
            foreach (var connector in connectors)
            {
                if (connector.Transaction is { Silent: false } transaction)
                {
                    ScheduleSamples(transaction, now);
                }
            }

            ScheduleAligned(now);
        }
    }
}
