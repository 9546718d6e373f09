namespace OcppLab.Simulation;

// The values of the settings.
public sealed partial class Charger
{
    internal string Value(Setting setting) =>
        setting.Derived?.Invoke(this) ?? state.Settings?.GetValueOrDefault(setting.Name) ?? setting.Default;

    bool Flag(Setting setting) => state.Settings is null ? setting.Default == "true" : Value(setting) == "true";

    int Number(Setting setting) => int.Parse(Value(setting), System.Globalization.CultureInfo.InvariantCulture);

    TimeSpan Seconds(Setting setting) => TimeSpan.FromSeconds(Number(setting));

    // What was chosen in 2.1 is not told in another version.
    Measurands Chosen(Setting setting, string? before = null) =>
        (Settings.ParseMeasurands(before ?? Value(setting)) ?? Measurands.None) & (Version == OcppVersion.V21 ? (Measurands)~0 : ~Settings.OfV2X);

    void Set(Setting setting, string value, DateTimeOffset now)
    {
        if (value == Value(setting))
        {
            return;
        }

        var samples = setting == Settings.SampleInterval || setting == Settings.AlignedInterval || setting == Settings.SendDuringIdle;
        if (samples || setting.IsMeasurands || setting == Settings.EndedInterval || setting == Settings.AlignedEndedInterval)
        {
            CloseEntries();
        }

        state.Settings ??= new(1);
        state.Settings[setting.Name] = value;
        if (setting == Settings.SmartChargingEnabled || setting == Settings.V2XEnabled)
        {
            FollowProfiles(now);
        }
        else if (setting == Settings.RunningCostEnabled || setting == Settings.CostInterval)
        {
            ScheduleCosts(now, onlyOverdue: false);
        }

        if (samples)
        {
            foreach (var connector in connectors)
            {
                if (connector.Open is { Silent: false, AwaitsEnergy: false, EvseUnknown: false } transaction)
                {
                    ScheduleSamples(transaction, now);
                }
            }

            ScheduleAligned(now);
        }
        else if (setting == Settings.AllowNewSessionsPendingFirmwareUpdate)
        {
            ShowInstalling(now);
        }
    }
}
