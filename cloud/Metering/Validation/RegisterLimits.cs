namespace Wattline.Cloud.Metering.Validation;

/// <summary>What a register can do.</summary>
/// <param name="Modulus">How many values it can show before it is 0 again; 0 when that is not known.</param>
/// <param name="MostPerHour">Units of its last digit that the connection can carry in an hour; 0 when that is not known.</param>
/// <param name="MayFall">It counts both directions.</param>
public readonly record struct RegisterLimits(long Modulus, long MostPerHour, bool MayFall);
