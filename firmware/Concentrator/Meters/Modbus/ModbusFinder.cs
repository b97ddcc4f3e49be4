using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Modbus;

/// <summary>
/// Asks every unit from 1 to 247 for its first holding register. Who answers, be it that it has none, is there; two of
/// one unit garble each other.
/// </summary>
internal sealed class ModbusFinder : ExchangeFinder
{
    private readonly ModbusMaster _master;
    private int _unit;
    private int _tries;

    public ModbusFinder(ISerialLine line)
        : this(new ModbusMaster(line, false))
    {
    }

    private ModbusFinder(ModbusMaster master)
        : base(master)
    {
        _master = master;
    }

    /// <summary>The master that asks.</summary>
    public ModbusMaster Master => _master;

    /// <summary>The unit that was asked last.</summary>
    public int Asked { get; private set; }

    /// <inheritdoc/>
    public override bool HasMore => _unit < ModbusLimits.UnitMax;

    /// <inheritdoc/>
    public override void Start()
    {
        base.Start();
        _unit = 0;
        _tries = 0;
    }

    /// <inheritdoc/>
    protected override void Ask(byte[] addresses, int offset, long now)
    {
        ResponseDelayMax = ModbusLimits.SearchDelayMax;
        Asked = _unit + 1;
        _master.Begin(_unit + 1, 3, 0, 1, Baud, BitsPerCharacter, now);
    }

    /// <inheritdoc/>
    protected override int Judge(int outcome, long now)
    {
        if (outcome == ExchangeOutcome.Noise && ++_tries < ModbusLimits.SearchTries)
        {
            return MeterOutcome.Noise; // A burst, perhaps: the same unit again.
        }

        _tries = 0;
        _unit++;
        Unresolved += outcome == ExchangeOutcome.Noise ? 1 : 0;
        Found = outcome is ExchangeOutcome.Answered or ExchangeOutcome.Refused or ExchangeOutcome.Busy ? _unit.ToString() : null;
        return outcome;
    }
}
