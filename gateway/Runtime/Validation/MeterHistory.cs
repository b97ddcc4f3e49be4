using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Validation;

/// <summary>The last values of a meter's registers.</summary>
internal sealed class MeterHistory
{
    private Baseline[] _registers = [];

    /// <summary>The register of a quantity; made when it is first seen.</summary>
    public ref Baseline Of(Obis obis)
    {
        for (var i = 0; i < _registers.Length; i++)
            if (_registers[i].Obis == obis) return ref _registers[i];
        Array.Resize(ref _registers, _registers.Length + 1);
        _registers[^1].Obis = obis;
        return ref _registers[^1];
    }
}
