namespace Wattline.Tests.Bench;

/// <summary>A read of a plan.</summary>
/// <param name="Identifier">DI3 to DI0.</param>
/// <param name="Channels">Values in the answer.</param>
/// <param name="ValueBytes">Of each.</param>
/// <param name="Decimals">Of each.</param>
internal sealed record LineRead(uint Identifier, int Channels, int ValueBytes, int Decimals)
{
    public int Bytes => Channels * ValueBytes;
}
