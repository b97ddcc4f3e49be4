using System;
using System.Device.Gpio;
using System.IO;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>
/// Random bytes out of what differs between boards (MAC address), between starts (a counter on the medium, the clock) and
/// between moments (jitter of the loop, a pin connected to nothing), mixed by HMAC-SHA-256. The device has no better
/// source in its managed API: enough for identities that must not meet, not for keys.
/// </summary>
public sealed class BoardEntropy : IEntropy
{
    private const int HashBytes = 32;
    private const int JitterTicks = 16;

    private readonly GpioPin _floating;
    private readonly byte[] _key = new byte[HashBytes];
    private readonly byte[] _input = new byte[24 + JitterTicks];
    private long _counter;

    /// <param name="gpio">The pins.</param>
    /// <param name="counterFile">Counts the starts that needed entropy, so that no two begin alike.</param>
    public BoardEntropy(GpioController gpio, string counterFile)
    {
        _floating = gpio.OpenPin(Pins.Floating, PinMode.Input);
        var seed = File.Exists(counterFile) ? File.ReadAllBytes(counterFile) : new byte[HashBytes];
        var at = 0;
        var cards = NetworkInterface.GetAllNetworkInterfaces();
        for (var i = 0; i < cards.Length; i++)
        {
            var address = cards[i].PhysicalAddress;
            for (var j = 0; j < address.Length; j++)
            {
                _key[at] ^= address[j];
                at = (at + 1) % HashBytes;
            }
        }
        // The file holds the last state of the mix: a counter that also carries the noise of all starts before.
        Stir(seed);
        File.WriteAllBytes(counterFile, Stir(seed));
    }

    /// <inheritdoc/>
    public void Fill(byte[] buffer, int offset, int count)
    {
        for (var done = 0; done < count;)
        {
            var block = Stir(_input);
            var part = count - done < HashBytes ? count - done : HashBytes;
            Array.Copy(block, 0, buffer, offset + done, part);
            done += part;
        }
    }

    // The key goes forward with every block, so that no block tells the ones before it.
    private byte[] Stir(byte[] more)
    {
        Array.Copy(HMACSHA256.HashData(_key, more), 0, _key, 0, HashBytes);
        Put(0, ++_counter);
        Put(8, DateTime.UtcNow.Ticks);
        Put(16, Environment.TickCount64);
        for (var i = 0; i < JitterTicks; i++)
        {
            var spins = 0;
            for (var tick = Environment.TickCount64; tick == Environment.TickCount64;)
            {
                spins += _floating.Read() == PinValue.High ? 3 : 1;
            }
            _input[24 + i] = (byte)spins;
        }
        var block = HMACSHA256.HashData(_key, _input);
        Array.Copy(HMACSHA256.HashData(block, _key), 0, _key, 0, HashBytes);
        return block;
    }

    private void Put(int at, long value)
    {
        for (var i = 0; i < 8; i++)
        {
            _input[at + i] = (byte)(value >> (8 * i));
        }
    }
}
