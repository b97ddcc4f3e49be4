namespace Wattline.Cloud.Ingest.Queries;

/// <summary>An event that was not understood.</summary>
/// <param name="Digest">SHA-256 of reason and bytes: the same event is kept once.</param>
/// <param name="ReceivedMs">When it came first, Unix milliseconds.</param>
/// <param name="Field">The field at fault.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="BytesTotal">How many bytes it had.</param>
/// <param name="Bytes">The bytes, at most <see cref="IngestLimits.QuarantineBytesMax"/>.</param>
public sealed record QuarantineRow(string Digest, long ReceivedMs, string Field, string Reason, long BytesTotal, byte[] Bytes);
