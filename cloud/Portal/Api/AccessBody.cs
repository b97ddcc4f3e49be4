namespace Wattline.Cloud.Portal.Api;

/// <summary>A meter's password.</summary>
/// <param name="Level">2 digits, 00 to 09.</param>
/// <param name="Password">6 digits.</param>
/// <param name="Operator">8 digits.</param>
internal sealed record AccessBody(string Level, string Password, string Operator)
{
    /// <summary>PA P0 P1 P2 C0 C1 C2 C3: password and operator low byte first (DL/T 645-2007, 7.5); null when it is none.</summary>
    public byte[]? ToRights() => Digits(Level, 1) is [<= 9] level && Digits(Password, 3) is { } password && Digits(Operator, 4) is { } operatorCode
        ? [.. level, .. password.Reverse(), .. operatorCode.Reverse()]
        : null;

    private static byte[]? Digits(string text, int bytes) => text.Length == 2 * bytes && text.All(char.IsAsciiDigit) ? Convert.FromHexString(text) : null;
}

/// <summary>A new key of a concentrator.</summary>
/// <param name="Concentrator">Whose.</param>
/// <param name="Number">Its number.</param>
/// <param name="Key">64 hex digits.</param>
internal sealed record DeviceKeyView(string Concentrator, long Number, string Key);

/// <summary>Where a relay is, by its meter's word.</summary>
/// <param name="State">closed, open, allowed (open, and the customer may close by the button) or unknown.</param>
/// <param name="KeepsPower">Whether power is kept, whatever comes.</param>
/// <param name="At">When it said so.</param>
internal sealed record RelayView(string State, bool? KeepsPower, DateTimeOffset? At)
{
    public static RelayView Of(Commands.Decisions.RelayWord word) =>
        new(word.State.ToString().ToLowerInvariant(), word.KeepsPower, word.AtMs is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
}
