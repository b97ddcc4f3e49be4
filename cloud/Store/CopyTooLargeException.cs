namespace Wattline.Cloud.Store;

/// <summary>Rows that are more than one COPY takes (<see cref="StoreLimits.CopyBytesMax"/>): the same rows will not fit later either; fewer may.</summary>
public sealed class CopyTooLargeException() : Exception($"A COPY of more than {StoreLimits.CopyBytesMax} bytes.");
