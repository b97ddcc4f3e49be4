using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>The key for commands out of the board's configuration.</summary>
public sealed class CommandKeys : ICommandKeys
{
    private readonly BoardConfig _config;

    public CommandKeys(BoardConfig config)
    {
        _config = config;
    }

    /// <inheritdoc/>
    public byte[] Key(long number) => number == _config.CommandKeyNumber ? _config.CommandKey : null;
}
