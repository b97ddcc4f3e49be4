namespace Wattline.Tests.Fuzz;

/// <summary>A decoder and how to torture it.</summary>
/// <param name="Name">Names it in the test and in a failure.</param>
/// <param name="Corpus">Good inputs that are broken on the way; at least one.</param>
/// <param name="Run">Decodes, and judges what was accepted; true if it was. Must not throw: an exception is a finding.</param>
/// <param name="Repair">Makes checksums right again, so that what lies behind them is reached too; null where there are none.</param>
/// <param name="BytesForAByte">What an input may allocate for each of its bytes: a few hundred, or more where two bytes are a record that is told in words.</param>
public sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Corpus, Func<byte[], bool> Run, Action<byte[]>? Repair = null, int BytesForAByte = 2_048);
