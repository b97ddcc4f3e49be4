using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Validation;

/// <summary>A check of intervals: a name, the code that it sets, and how it looks.</summary>
/// <param name="Name">Its name in reports and settings.</param>
/// <param name="Code">What it sets.</param>
/// <param name="Check">Looks at a day.</param>
public sealed record IntervalRule(string Name, Quality Code, IntervalCheck Check);

/// <summary>Looks at a day and sets a code on what it doubts.</summary>
public delegate void IntervalCheck(in IntervalDay day, ulong code);
