using System.CommandLine;
using Wattline.Simulators.Lab.Decode.CcNet;
using Wattline.Simulators.Lab.Decode.CcTalk;
using Wattline.Simulators.Lab.Decode.Cjt188;
using Wattline.Simulators.Lab.Decode.Dlms;
using Wattline.Simulators.Lab.Decode.Dlt645;
using Wattline.Simulators.Lab.Decode.Dlt698;
using Wattline.Simulators.Lab.Decode.Iec62056;
using Wattline.Simulators.Lab.Decode.MBus;
using Wattline.Simulators.Lab.Decode.Modbus;
using Wattline.Simulators.Lab.Decode.Ssp;

namespace Wattline.Simulators.Lab.Decode;

/// <summary><c>lab decode</c>: a frame in hex, its meaning as one line of JSON. Later protocols join the table.</summary>
public static class DecodeCommand
{
    /// <summary>Protocol by name, as in tests/Vectors.</summary>
    public static IReadOnlyDictionary<string, Func<byte[], Meaning>> Protocols { get; } = new Dictionary<string, Func<byte[], Meaning>>
    {
        ["dlt645-2007"] = Dlt645Decoder.Decode,
        ["dlt645-1997"] = Dlt645Decoder.Decode1997,
        ["cjt188"] = Cjt188Decoder.Decode,
        ["dlms-hdlc"] = DlmsDecoder.Decode,
        ["dlt698-45"] = Dlt698Decoder.Decode,
        ["iec62056-21"] = IecDecoder.Decode,
        ["mbus"] = MBusDecoder.Decode,
        ["modbus-rtu"] = ModbusDecoder.Decode,
        ["ssp"] = SspDecoder.Decode,
        ["cctalk"] = CcTalkDecoder.Decode,
        ["ccnet"] = CcNetDecoder.Decode,
    };

    /// <summary>The protocols whose telegrams may be ciphered.</summary>
    public static IReadOnlyDictionary<string, Func<byte[], DecodeKeys, Meaning>> Keyed { get; } = new Dictionary<string, Func<byte[], DecodeKeys, Meaning>>
    {
        ["dlms-hdlc"] = DlmsDecoder.Decode,
    };

    public static Command Create()
    {
        var key = Secret("--key", "-k", 16, "The encryption key of a ciphered telegram, 16 bytes in hex.");
        var authentication = Secret("--authentication-key", "-a", 16, "The authentication key, 16 bytes in hex.");
        var title = Secret("--title", "-t", 8, "The sender's system title, 8 bytes in hex, where the telegram does not say it.");
        var protocol = new Option<string>("--protocol", "-p") { Description = "The frame's protocol.", DefaultValueFactory = _ => "dlt645-2007" };
        protocol.AcceptOnlyFromAmong([.. Protocols.Keys]);
        var hex = new Argument<string[]>("hex")
        {
            Description = "The frame's bytes (spaces, 0x and lower case are fine), or - for a frame a line from standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("decode", "Say what a frame means, as one line of JSON; exit code 1 for a bad one.") { protocol, key, authentication, title, hex };
        command.Validators.Add(result =>
        {
            if (result.GetValue(key) is not null && !Keyed.ContainsKey(result.GetValue(protocol) ?? "")) result.AddError($"--key: only for {string.Join(", ", Keyed.Keys)}.");
            if (result.GetValue(key) is null && (result.GetValue(authentication) ?? result.GetValue(title)) is not null) result.AddError("--key is missing.");
        });
        command.SetAction(parsed =>
        {
            string name = parsed.GetRequiredValue(protocol);
            var keys = parsed.GetValue(key) is { } secret ? new DecodeKeys(Convert.FromHexString(secret), Bytes(parsed.GetValue(authentication)), Bytes(parsed.GetValue(title))) : null;
            var decode = keys is null ? Protocols[name] : bytes => Keyed[name](bytes, keys);
            string[] words = parsed.GetRequiredValue(hex);
            var output = parsed.InvocationConfiguration.Output;
            return words is ["-"] ? Lines(decode, Console.In, output) : One(decode, string.Join(' ', words), output);
        });
        return command;
    }

    /// <summary>A line of JSON for every line of <paramref name="input"/>; 1 if any was bad, else 0.</summary>
    public static int Lines(Func<byte[], Meaning> decode, TextReader input, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(input);
        int exit = 0;
        var lines = new LineReader(input, Hex.TextCharsMax + 1);
        while (lines.Next() is { } line)
        {
            exit |= One(decode, line, output);
        }

        return exit;
    }

    private static byte[]? Bytes(string? hex) => hex is null ? null : Convert.FromHexString(hex);

    private static Option<string?> Secret(string name, string alias, int bytes, string description)
    {
        var option = new Option<string?>(name, alias) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && (text.Length != 2 * bytes || !text.All(char.IsAsciiHexDigit)))
                result.AddError($"{name}: {2 * bytes} hexadecimal digits.");
        });
        return option;
    }

    private static int One(Func<byte[], Meaning> decode, string text, TextWriter output)
    {
        var meaning = Read(decode, text);
        output.WriteLine(meaning.ToString());
        return meaning.Valid ? 0 : 1;
    }

    /// <summary>Any text gives a meaning or a reason.</summary>
    public static Meaning Read(Func<byte[], Meaning> decode, string text)
    {
        ArgumentNullException.ThrowIfNull(decode);
        byte[]? bytes = Hex.Read(text, out string? reason);
        return bytes is null ? Meaning.Bad(reason!) : decode(bytes);
    }
}
