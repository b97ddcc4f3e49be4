namespace Wattline.Simulators.Meters;

/// <summary>The security module inside a meter (State Grid's ESAM), behind 03H.</summary>
public interface IMeterSecurity
{
    /// <summary>Takes what a 03H carried: identifier, operator, data.</summary>
    /// <returns>The data of a good answer, identifier first; or the error bytes of an abnormal one.</returns>
    (bool Good, byte[] Answer) Take(SimulatedMeter meter, ReadOnlyMemory<byte> data, long nowMicros);
}
