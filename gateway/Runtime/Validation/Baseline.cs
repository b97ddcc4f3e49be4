using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Validation;

/// <summary>
/// The last good value of a register, and the last that was doubted. A doubted value is not a base for the next; but when two in
/// a row agree with each other, the meter was exchanged or turned over, and they are the new base.
/// </summary>
internal struct Baseline
{
    public Obis Obis;
    public bool HasGood;
    public long GoodAtMs;
    public ExactDecimal Good;
    public bool HasDoubted;
    public long DoubtedAtMs;
    public ExactDecimal Doubted;
}
