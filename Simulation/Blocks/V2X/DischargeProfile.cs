namespace OcppLab.Simulation;

/// <summary>How a vehicle gives energy from a moment on while nothing interferes: a constant power until its battery is at
/// <see cref="Vehicle.DischargeFloorSoc"/>.</summary>
/// <param name="vehicle">The vehicle.</param>
/// <param name="startSoc">Its state of charge (0 to 1) at the moment.</param>
/// <param name="powerW">The power in watts; not above 0 for none.</param>
readonly struct DischargeProfile(Vehicle vehicle, double startSoc, double powerW)
{
    /// <summary>The energy until the battery is at the floor, in watt-hours.</summary>
    public double RoomWh => Math.Max(0, (startSoc - Vehicle.DischargeFloorSoc) * vehicle.BatteryWh);

    /// <summary>The time in hours until the battery is at the floor; infinite where nothing flows.</summary>
    public double HoursToFloor => powerW > 0 ? RoomWh / powerW : double.PositiveInfinity;

    /// <summary>The power in watts after a time.</summary>
    public double PowerAt(double hours) => powerW > 0 && hours < HoursToFloor ? powerW : 0;

    /// <summary>The energy in watt-hours after a time.</summary>
    public double EnergyAfter(double hours) => powerW > 0 ? Math.Min(powerW * hours, RoomWh) : 0;
}
