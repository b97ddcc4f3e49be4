using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Versions;

/// <summary>A person's word on an interval.</summary>
/// <param name="EndS">The interval's end, Unix seconds.</param>
/// <param name="Version">The version that the person saw.</param>
/// <param name="Amount">What it is to be.</param>
/// <param name="Who">Who says so.</param>
/// <param name="Why">Why.</param>
public sealed record IntervalEdit(long EndS, int Version, ExactDecimal Amount, string Who, string Why);
