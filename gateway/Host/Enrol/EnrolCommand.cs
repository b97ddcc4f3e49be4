using System.Globalization;
using System.Security.Cryptography;
using Wattline.Gateway.Host.Http;
using Wattline.Gateway.Mqtt;

namespace Wattline.Gateway.Host.Enrol;

/// <summary>The command <c>enrol</c>: certificates of a development authority, and accounts with passwords.</summary>
public static class EnrolCommand
{
    private const string Usage =
        """
        enrol NAME --directory DIR [--days N]        a device's certificate and key, and the authority that signs it when there is none
        enrol --server HOST --directory DIR          the gateway's own certificate and key, for a host name or an IP address
        enrol --revoke NAME --directory DIR          takes a device's certificate back: it stands in revoked.pem, and the name is free
        enrol --password NAME --directory DIR [--role device|operator] [--pattern FILTER ...]
                                                     a line in the credentials file; the password is shown once
        enrol --token NAME --directory DIR [--days N]
                                                     a signed token that a device shows as its password, and the key that signs it when there is none
        enrol --operator NAME --directory DIR        a token for the operators' interface; it is shown once
        """;

    private const int TokenDays = 30;
    private const int DaysMax = 3_650;
    private const int DeviceDays = 730;
    private const int ServerDays = 397;

    /// <summary>Does what is asked. Gives the process's exit code: 0 done, 1 refused.</summary>
    /// <param name="args">What stands behind <c>enrol</c>.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where refusals go.</param>
    /// <param name="wall">Dates certificates.</param>
    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter error, TimeProvider wall)
    {
        try
        {
            output.WriteLine(Do(EnrolOptions.Parse(args), wall));
            return 0;
        }
        catch (EnrolException refused)
        {
            error.WriteLine(refused.Message);
            if (args.Count == 0) error.WriteLine(Usage);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CredentialsFileException or CryptographicException)
        {
            error.WriteLine(fault.Message);
        }
        return 1;
    }

    private static string Do(EnrolOptions options, TimeProvider wall)
    {
        if (options.Password is { } account) return Password(account, options);
        if (options.Operator is { } person) return Operator(person, options);
        if (options.Token is { } bearer) return Token(bearer, options, wall);
        using var authority = DevelopmentAuthority.OpenOrCreate(options.Directory, wall);
        if (options.Revoke is { } revoked) return $"{revoked} is revoked in {authority.Revoke(revoked)}.";
        var days = options.Days ?? (options.Server is null ? DeviceDays : ServerDays);
        var file = options.Server is { } host ? authority.IssueServer(host, days) : authority.IssueDevice(options.Name!, days);
        return $"{file}, and its key beside it, good for {days} days. Who trusts {authority.CertificateFile} knows it.";
    }

    private static string Password(string name, EnrolOptions options)
    {
        var role = options.Role == "operator" ? ClientRole.Operator : ClientRole.Device;
        if (role == ClientRole.Device && options.Patterns.Count > 0) throw new EnrolException("--pattern is for --role operator: a device has its own topics.");
        if (role == ClientRole.Operator && options.Patterns.Count == 0) throw new EnrolException("--pattern is missing: without one an operator sees nothing. For everything: --pattern '#'.");
        Directory.CreateDirectory(options.Directory);
        var file = Path.Combine(options.Directory, "credentials");
        var lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        // The random password has 128 bits: there is nothing to guess that many rounds would make dear.
        var password = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var line = CredentialLine.Make(name, role, password, CredentialLine.IterationsForDevices, options.Patterns);
        if (CredentialLine.TryParse(line, out _) is { } fault) throw new EnrolException($"{name}: {fault}.");
        if (lines.Any(known => known.TrimStart().Split(' ', '\t')[0] == name)) throw new EnrolException($"{name} is in {file} already: take its line out first.");
        CredentialsAuthenticator.Parse(file, [.. lines, line], TimeProvider.System);
        PrivateFile.Replace(file, string.Join('\n', [.. lines, line, ""]));
        return string.Create(CultureInfo.InvariantCulture, $"{name} may connect with the password {password} (shown this once; {file} keeps a hash).");
    }

    private static string Token(string name, EnrolOptions options, TimeProvider wall)
    {
        Directory.CreateDirectory(options.Directory);
        var file = Path.Combine(options.Directory, "token-keys");
        if (!File.Exists(file)) PrivateFile.Create(file, TokenKey.Make("k1") + "\n", secret: true);
        var line = File.ReadAllLines(file).FirstOrDefault(static line => line.Split(' ', '\t') is [_, "HS256", _]);
        if (line is null || TokenKey.TryParse(line, out var key) is not null || key is null) throw new EnrolException($"{file} has no HS256 key to sign with.");
        var days = options.Days ?? TokenDays;
        var now = wall.GetUtcNow();
        return $"{name} may connect for {days} days with the password {key.Sign(name, now.AddMinutes(-5), now.AddDays(days))} (gateways know it by {file}).";
    }

    private static string Operator(string name, EnrolOptions options)
    {
        Directory.CreateDirectory(options.Directory);
        var file = Path.Combine(options.Directory, "operator-tokens");
        var token = OperatorTokens.Make();
        PrivateFile.Replace(file, (File.Exists(file) ? File.ReadAllText(file).TrimEnd('\n') + "\n" : "") + $"{OperatorTokens.HashOf(token)} {name}\n");
        return $"{name} may use the operators' interface with the token {token} (shown this once; {file} keeps a hash).";
    }

    /// <summary>What a number of days must be.</summary>
    internal static int ReadDays(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= DaysMax
            ? days
            : throw new EnrolException($"--days: '{text}' is not 1 to {DaysMax}.");
}
