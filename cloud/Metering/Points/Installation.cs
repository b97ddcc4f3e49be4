namespace Wattline.Cloud.Metering.Points;

/// <summary>A meter at a point, from one moment to another, with one multiplier. An exchange ends one and begins another; so does a change of transformers.</summary>
/// <param name="Meter">Which meter.</param>
/// <param name="Point">Where.</param>
/// <param name="From">Since when, Unix seconds.</param>
/// <param name="To">Until when; null while it lasts.</param>
/// <param name="Ct">Its current transformers.</param>
/// <param name="Pt">Its voltage transformers.</param>
/// <param name="Wiring">How it is connected.</param>
/// <param name="Digits">Whole digits of its registers, before they are 0 again.</param>
/// <param name="Primary">Registers that show the primary side already, OBIS codes with blanks between: they are not multiplied.</param>
/// <param name="Start">What its registers showed at the beginning, <c>1-0:1.8.0=12.30 1-0:2.8.0=0</c>; empty when nobody wrote it down.</param>
/// <param name="End">What they showed at the end; empty while it lasts.</param>
public sealed record Installation(
    string Meter, string Point, long From, long? To, string Ct, string Pt, Wiring Wiring, int Digits, string Primary, string Start, string End)
{
    /// <summary>Whether two are in place at a common moment.</summary>
    public bool Overlaps(Installation other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return From < (other.To ?? long.MaxValue) && other.From < (To ?? long.MaxValue);
    }
}
