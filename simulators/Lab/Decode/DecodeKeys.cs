namespace Wattline.Simulators.Lab.Decode;

/// <summary>What opens a ciphered telegram.</summary>
/// <param name="Encryption">16 bytes.</param>
/// <param name="Authentication">16 bytes; null where nothing is authenticated.</param>
/// <param name="Title">The sender's system title, for a telegram that does not say it.</param>
public sealed record DecodeKeys(byte[] Encryption, byte[]? Authentication = null, byte[]? Title = null);
