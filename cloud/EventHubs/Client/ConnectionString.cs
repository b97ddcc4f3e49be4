namespace Wattline.Cloud.EventHubs.Client;

/// <summary>Where a namespace is and how to enter it, as the Azure portal and the emulator write it.</summary>
public sealed record ConnectionString
{
    private const int PlainPort = 5672;
    private const int TlsPort = 5671;

    /// <summary>The host.</summary>
    public string Host { get; private init; } = "";

    /// <summary>The port: 5671, or 5672 for an emulator, unless the endpoint names one.</summary>
    public int Port { get; private init; }

    /// <summary>Whether the port was named.</summary>
    public bool PortNamed { get; private init; }

    /// <summary>The hub, if the string is for one; null: any.</summary>
    public string? Hub { get; private init; }

    /// <summary>The key's name; null: none.</summary>
    public string? KeyName { get; private init; }

    /// <summary>The key; null: none.</summary>
    public string? Key { get; private init; }

    /// <summary>A ready signature; null: none.</summary>
    public string? Signature { get; private init; }

    /// <summary>Whether it is an emulator: plain TCP.</summary>
    public bool IsEmulator { get; private init; }

    /// <summary>Takes a string apart.</summary>
    public static ConnectionStringFault TryParse(string? text, out ConnectionString parsed)
    {
        parsed = new ConnectionString();
        if (string.IsNullOrWhiteSpace(text))
        {
            return ConnectionStringFault.Empty;
        }
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at == part.Length - 1)
            {
                return ConnectionStringFault.MalformedPart;
            }
            if (!parts.TryAdd(part[..at].Trim(), part[(at + 1)..].Trim()))
            {
                return ConnectionStringFault.DuplicatePart;
            }
        }
        return Check(parts, ref parsed);
    }

    /// <summary>Without the key: fit for a log.</summary>
    public override string ToString() => $"sb://{Host}:{Port}/{Hub} as {KeyName ?? "bearer"}";

    private static ConnectionStringFault Check(Dictionary<string, string> parts, ref ConnectionString parsed)
    {
        string? Take(string name) => parts.Remove(name, out string? value) ? value : null;
        string? endpoint = Take("Endpoint"), keyName = Take("SharedAccessKeyName"), key = Take("SharedAccessKey");
        string? signature = Take("SharedAccessSignature"), hub = Take("EntityPath"), emulator = Take("UseDevelopmentEmulator");
        if (parts.Count > 0)
        {
            return ConnectionStringFault.UnknownPart;
        }
        if (endpoint is null)
        {
            return ConnectionStringFault.EndpointMissing;
        }
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Scheme is not ("sb" or "amqp" or "amqps" or "https"))
        {
            return ConnectionStringFault.EndpointInvalid;
        }
        if (signature is not null && (key is not null || keyName is not null))
        {
            return ConnectionStringFault.KeyAndSignature;
        }
        if (key is not null && keyName is null)
        {
            return ConnectionStringFault.KeyNameMissing;
        }
        if (keyName is not null && key is null)
        {
            return ConnectionStringFault.KeyMissing;
        }
        bool isEmulator = false;
        if (emulator is not null && !bool.TryParse(emulator, out isEmulator))
        {
            return ConnectionStringFault.EmulatorInvalid;
        }
        parsed = new ConnectionString
        {
            Host = uri.Host,
            Port = !uri.IsDefaultPort && uri.Port > 0 ? uri.Port : isEmulator ? PlainPort : TlsPort,
            PortNamed = !uri.IsDefaultPort && uri.Port > 0,
            Hub = hub,
            KeyName = keyName,
            Key = key,
            Signature = signature,
            IsEmulator = isEmulator,
        };
        return ConnectionStringFault.None;
    }
}
