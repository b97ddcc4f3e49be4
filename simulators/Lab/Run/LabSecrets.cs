using System.Security.Cryptography;

namespace Wattline.Simulators.Lab.Run;

/// <summary>Random passwords of one lab, kept in a file that only its owner may read.</summary>
internal sealed class LabSecrets
{
    /// <summary>The read-only account for people who want to watch.</summary>
    public const string Operator = "operator";

    /// <summary>A concentrator of another maker, for whoever wants to publish: its one meter is <see cref="SpareMeter"/>.</summary>
    public const string SpareDevice = "D-0001";

    /// <summary>The meter that the spare device may report.</summary>
    public const string SpareMeter = "900000000001";

    // 128 bits: beyond guessing.
    private const int SecretBytes = 16;

    private readonly SortedDictionary<string, string> _passwords = new(StringComparer.Ordinal);

    private LabSecrets(string file) => File = file;

    /// <summary>The file that holds them all.</summary>
    public string File { get; }

    /// <summary>Name and password of the devices and of the operator.</summary>
    public IReadOnlyDictionary<string, string> Passwords => _passwords;

    /// <summary>Lets the gateway in at the cloud.</summary>
    public string GatewayToken { get; } = NewSecret();

    /// <summary>Lets the gateway send to the hubs.</summary>
    public string SendKey { get; } = NewSecret();

    /// <summary>Lets the cloud listen to them.</summary>
    public string ListenKey { get; } = NewSecret();

    /// <summary>Lets people read the API.</summary>
    public string ApiToken { get; } = NewSecret();

    /// <summary>The second person's token, who releases what another asked for.</summary>
    public string ReleaseToken { get; } = NewSecret();

    /// <summary>Draws new secrets for these devices, and writes the file.</summary>
    public static LabSecrets Create(string file, IEnumerable<string> devices)
    {
        var secrets = new LabSecrets(file);
        foreach (var name in devices.Append(SpareDevice).Append(Operator))
            secrets._passwords[name] = NewSecret();
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.WriteLine("# This lab's passwords: name and password for MQTT (the client id of a device is its name).");
        foreach (var (name, password) in secrets._passwords)
            writer.WriteLine($"{name} {password}");
        writer.WriteLine("# Bearer token for the portal's API.");
        writer.WriteLine($"api {secrets.ApiToken}");
        writer.WriteLine("# Bearer token of the second person, who releases commands.");
        writer.WriteLine($"release {secrets.ReleaseToken}");
        return secrets;
    }

    /// <summary>Six digits for the lab's meters.</summary>
    public static string NewMeterPassword() => RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
}
