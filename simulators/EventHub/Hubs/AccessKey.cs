namespace Wattline.Simulators.EventHub.Hubs;

/// <summary>A key that signs tokens.</summary>
/// <param name="Key">The key.</param>
/// <param name="Rights">What its tokens permit.</param>
public sealed record AccessKey(string Key, AccessRights Rights = AccessRights.Manage)
{
    /// <summary>Takes rights off the end of a text, <c>:send,listen</c>; without any the text is whole and permits everything.</summary>
    public static (string Text, AccessRights Rights) TakeRights(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int at = text.LastIndexOf(':');
        var rights = AccessRights.None;
        foreach (string word in at < 0 ? [] : text[(at + 1)..].Split(','))
        {
            if (!Enum.TryParse(word, ignoreCase: true, out AccessRights one) || !Enum.IsDefined(one) || char.IsAsciiDigit(word[0]) || one == AccessRights.None)
            {
                return (text, AccessRights.Manage);
            }
            rights |= one;
        }
        return rights == AccessRights.None ? (text, AccessRights.Manage) : (text[..at], rights);
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => $"a key for {Rights}";
}
