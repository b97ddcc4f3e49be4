using Wattline.Gateway.Mqtt;

namespace Wattline.Gateway.Host.Enrol;

/// <summary>What the command line asks of <see cref="EnrolCommand"/>.</summary>
internal sealed class EnrolOptions
{
    public string? Name { get; private set; }

    public string? Server { get; private set; }

    public string? Revoke { get; private set; }

    public string? Password { get; private set; }

    public string? Operator { get; private set; }

    public string? Token { get; private set; }

    public string Directory { get; private set; } = "";

    public int? Days { get; private set; }

    public string? Role { get; private set; }

    public List<string> Patterns { get; } = [];

    /// <summary>Takes the arguments apart.</summary>
    /// <exception cref="EnrolException">They ask for nothing, for several things at once, or for something that is not known.</exception>
    public static EnrolOptions Parse(IReadOnlyList<string> args)
    {
        var options = new EnrolOptions();
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith('-'))
            {
                if (options.Name is not null) throw new EnrolException($"'{args[i]}': one name at a time.");
                options.Name = args[i];
                continue;
            }
            var (option, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : "");
            if (value.Length == 0) throw new EnrolException($"{option} wants a value.");
            options.Set(option, value);
        }
        options.Check();
        return options;
    }

    private void Set(string option, string value)
    {
        switch (option)
        {
            case "--directory": Directory = Path.GetFullPath(value); break;
            case "--server": Server = value; break;
            case "--revoke": Revoke = value; break;
            case "--password": Password = value; break;
            case "--operator": Operator = value; break;
            case "--token": Token = value; break;
            case "--days": Days = EnrolCommand.ReadDays(value); break;
            case "--role": Role = value is "device" or "operator" ? value : throw new EnrolException($"--role: '{value}' is neither device nor operator."); break;
            case "--pattern": Patterns.Add(value); break;
            default: throw new EnrolException($"{option} is not known.");
        }
    }

    private void Check()
    {
        var asked = new[] { Name, Server, Revoke, Password, Token, Operator }.OfType<string>().ToList();
        if (asked.Count != 1) throw new EnrolException("One of NAME, --server HOST, --revoke NAME, --password NAME, --token NAME and --operator NAME is wanted.");
        if (Directory.Length == 0) throw new EnrolException("--directory DIR is wanted: where the files go.");
        if ((Role is not null || Patterns.Count > 0) && Password is null) throw new EnrolException("--role and --pattern are for --password.");
        if (Server is null && !ClientNames.IsValid(asked[0])) throw new EnrolException($"'{asked[0]}' is no name: 1 to {ClientNames.CharsMax} of A-Z a-z 0-9 - _.");
        if (Server is not null && (Uri.CheckHostName(Server) == UriHostNameType.Unknown || Server.Length > 253)) throw new EnrolException($"'{Server}' is no host name and no IP address.");
    }
}
