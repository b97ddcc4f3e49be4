using System.Diagnostics.CodeAnalysis;

namespace Wattline.Gateway.Domain;

/// <summary>A concentrator's name: 1 to 32 of A-Z a-z 0-9 - _ (docs/uplink.md, topics). Compares by its characters and allocates nothing.</summary>
public readonly record struct ConcentratorId
{
    private readonly string? _text;

    private ConcentratorId(string text) => _text = text;

    /// <summary>The name; empty in a default value, which names no concentrator.</summary>
    public string Text => _text ?? "";

    /// <summary>Takes a name, or refuses it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ConcentratorId concentrator)
    {
        var valid = text is not null && NameText.IsValid(text, dotAllowed: false);
        concentrator = valid ? new ConcentratorId(text!) : default;
        return valid;
    }

    /// <summary>Takes a name that is known to be one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ConcentratorId Parse(string text) =>
        TryParse(text, out var concentrator) ? concentrator : throw new FormatException($"'{text}' is not a concentrator's name.");

    /// <inheritdoc/>
    public override string ToString() => Text;
}
