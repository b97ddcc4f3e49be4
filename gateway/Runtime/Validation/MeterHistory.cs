using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Validation;

/// <summary>The last values of a meter's registers.</summary>
internal sealed class MeterHistory
{
    private Baseline[] _registers = [];

    /// <summary>A register by its place.</summary>
    public ref Baseline this[int place] => ref _registers[place];

    /// <summary>The place of a quantity's register, made when it is first seen; false when there are too many.</summary>
    public bool TryFind(Obis obis, out int place)
    {
        for (place = 0; place < _registers.Length; place++)
            if (_registers[place].Obis == obis) return true;
        if (place == RuntimeLimits.RegistersValidatedMax) return false;
        Array.Resize(ref _registers, place + 1);
        _registers[place].Obis = obis;
        return true;
    }
}
