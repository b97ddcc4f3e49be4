using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Cjt188;

/// <summary>
/// Asks everybody who it is: any type, any address, the identifier in either order. The standard has no address for some
/// of several, so that on a line with more than one their answers garble each other.
/// </summary>
internal sealed class Cjt188Finder : ExchangeFinder
{
    private const int Tries = 4;

    private readonly Cjt188Master _master;
    private int _tries;
    private bool _several;

    public Cjt188Finder(ISerialLine line)
        : this(new Cjt188Master(line))
    {
    }

    private Cjt188Finder(Cjt188Master master)
        : base(master)
    {
        _master = master;
    }

    /// <inheritdoc/>
    public override bool HasMore => _tries < Tries;

    /// <inheritdoc/>
    public override void Start()
    {
        base.Start();
        _tries = 0;
        _several = false;
    }

    /// <inheritdoc/>
    protected override void Ask(byte[] addresses, int offset, long now) => _master.BeginAddress(_tries % 2 == 0, Baud, now);

    /// <inheritdoc/>
    protected override int Judge(int outcome, long now)
    {
        _tries++;
        _several |= outcome == ExchangeOutcome.Noise;
        if (outcome is ExchangeOutcome.Answered or ExchangeOutcome.Refused)
        {
            Found = Cjt188Address.Text(_master.AnswerType, _master.AnswerAddress);
            _tries = Tries;
        }
        else if (!HasMore && _several)
        {
            Unresolved++;
        }

        return outcome;
    }
}
