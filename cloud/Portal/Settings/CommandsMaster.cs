using Wattline.Cloud.Commands.Keys;

namespace Wattline.Cloud.Portal.Settings;

/// <summary>The file of the master key.</summary>
internal static class CommandsMaster
{
    /// <summary>The key; null when the file is not there, or holds none.</summary>
    public static byte[]? Read(string file)
    {
        if (file.Length == 0 || !File.Exists(file)) return null;
        var text = File.ReadAllText(file).Trim();
        return text.Length == 2 * KeyVault.KeyBytes && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;
    }
}
