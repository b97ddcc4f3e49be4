using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Wattline.Tests.NanoApi.Limits;

/// <summary>How long the compiler's code is on the device: the same instructions, with shorter operands.</summary>
public static class DeviceCode
{
    private const int HandlerBytes = 12;

    private static readonly Dictionary<short, OpCode> _opCodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>Bytes of a method in the device's table of code: instructions and exception handlers.</summary>
    public static int BytesOf(MethodBodyBlock body) =>
        BytesOf(body.GetILBytes()!) + (body.ExceptionRegions.Length == 0 ? 0 : (HandlerBytes * body.ExceptionRegions.Length) + 1);

    private static int BytesOf(byte[] code)
    {
        var bytes = code.Length;
        for (var at = 0; at < code.Length;)
        {
            var two = code[at] == 0xFE;
            var opCode = _opCodes[two ? BinaryPrimitives.ReadInt16BigEndian(code.AsSpan(at)) : code[at]];
            at += two ? 2 : 1;
            var targets = opCode.OperandType == OperandType.InlineSwitch ? BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)) : 0;
            at += Operand(opCode.OperandType) + (4 * targets);
            bytes -= Saved(opCode.OperandType) + (2 * targets);
        }
        return bytes;
    }

    private static int Operand(OperandType type) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    // Tokens and far targets have two bytes for four, the number of a switch's targets one, each target two.
    private static int Saved(OperandType type) => type switch
    {
        OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineString or OperandType.InlineBrTarget => 2,
        OperandType.InlineSwitch => 3,
        _ => 0,
    };
}
