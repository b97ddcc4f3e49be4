using System.Diagnostics.CodeAnalysis;

namespace Wattline.Gateway.Domain;

/// <summary>A meter's name in the registry: 1 to 32 of A-Z a-z 0-9 - _ and the dot. Compares by its characters and allocates nothing.</summary>
public readonly record struct MeterId
{
    private readonly string? _text;

    private MeterId(string text) => _text = text;

    /// <summary>The name; empty in a default value, which names no meter.</summary>
    public string Text => _text ?? "";

    /// <summary>Takes a name, or refuses it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MeterId meter)
    {
        var valid = text is not null && NameText.IsValid(text, dotAllowed: true);
        meter = valid ? new MeterId(text!) : default;
        return valid;
    }

    /// <summary>Takes a name that is known to be one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static MeterId Parse(string text) =>
        TryParse(text, out var meter) ? meter : throw new FormatException($"'{text}' is not a meter's name.");

    /// <inheritdoc/>
    public override string ToString() => Text;
}
