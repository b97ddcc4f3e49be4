using Wattline.Cloud.Metering.Intervals;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Formats;

/// <summary>An interval of a file from elsewhere.</summary>
/// <param name="Line">The file's line.</param>
/// <param name="Point">Whose.</param>
/// <param name="Obis">The register whose amount it is.</param>
/// <param name="EndS">Its end, Unix seconds.</param>
/// <param name="LengthS">Seconds.</param>
/// <param name="Amount">What was used; meaningless when it is missing.</param>
/// <param name="Origin">Where it comes from, as the file says.</param>
/// <param name="Quality">What the file says of it.</param>
public sealed record ImportedInterval(int Line, string Point, Obis Obis, long EndS, int LengthS, ExactDecimal Amount, IntervalOrigin Origin, QualitySet Quality)
{
    /// <summary>Whether another line says the same of the interval.</summary>
    public bool SaysTheSame(ImportedInterval other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Amount.CompareTo(other.Amount) == 0 && Origin == other.Origin && Quality == other.Quality;
    }
}
