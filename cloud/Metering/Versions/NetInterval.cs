using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Versions;

/// <summary>An interval of a point less what points behind its meter measured (套扣).</summary>
/// <param name="EndS">Its end, Unix seconds.</param>
/// <param name="LengthS">Seconds: the shortest in which the intervals of all of them are whole.</param>
/// <param name="Own">What its meter measured; null when that is not known.</param>
/// <param name="Deducted">What points behind it measured; null when that of one is not known.</param>
/// <param name="Net">What is left; null when either is not known.</param>
/// <param name="Quality">The codes of all that it is made of.</param>
public sealed record NetInterval(long EndS, int LengthS, ExactDecimal? Own, ExactDecimal? Deducted, ExactDecimal? Net, QualitySet Quality);
