using Microsoft.CodeAnalysis;
using Xunit;

namespace Wattline.Tests.NanoApi;

/// <summary>Shows that the compilation refuses what the device lacks; otherwise its silence would mean nothing.</summary>
public sealed class MissingApiTests
{
    [Theory]
    [InlineData("a decimal", "decimal d = 1m;")]
    [InlineData("a nullable value", "int? n = null;")]
    [InlineData("a tuple", "(int, int) t = (1, 2);")]
    [InlineData("List<>", "var l = new System.Collections.Generic.List<int>();")]
    [InlineData("Action<>", "System.Action<int> a = null;")]
    [InlineData("string.Replace", "var s = \"a\".Replace(\"a\", \"b\");")]
    [InlineData("string.Join", "var s = string.Join(\",\", new string[0]);")]
    [InlineData("Math", "var m = System.Math.Max(1, 2);")]
    [InlineData("Buffer.BlockCopy", "System.Buffer.BlockCopy(null, 0, null, 0, 0);")]
    [InlineData("char.IsDigit", "var d = char.IsDigit('1');")]
    [InlineData("an index from the end", "var a = new int[1]; var b = a[^1];")]
    [InlineData("a range", "var a = new int[1]; var b = a[..1];")]
    [InlineData("a UTF-8 literal", "var b = \"a\"u8;")]
    [InlineData("Span", "System.Span<byte> s = default;")]
    [InlineData("an anonymous type", "var a = new { A = 1 };")]
    [InlineData("a record", "} record R(int A); class D { void N() {")]
    [InlineData("a volatile field", "} volatile int _v; void N() {")]
    [InlineData("yield", "} System.Collections.IEnumerable N() { yield return 1;")]
    [InlineData("async", "} async void N() {")]
    [InlineData("OverflowException", "throw new System.OverflowException();")]
    [InlineData("Thread.Name", "var n = System.Threading.Thread.CurrentThread.Name;")]
    [InlineData("ArrayList.Sort", "new System.Collections.ArrayList().Sort();")]
    [InlineData("dynamic", "dynamic d = 1; d.X();")]
    public void What_the_device_lacks_does_not_compile(string what, string body) =>
        Assert.True(Errors(body).Length > 0, $"{what} compiled.");

    [Theory]
    [InlineData("interpolation", "var s = $\"{1} and {\"a\"}\";")]
    [InlineData("a switch expression", "var s = 1 switch { 1 => \"a\", _ => \"b\" };")]
    [InlineData("a pattern", "object o = 1; var b = o is int and > 0;")]
    [InlineData("a closure", "var i = 0; System.Threading.ThreadStart t = () => i++;")]
    [InlineData("a collection expression", "byte[] b = [1, 2, 3];")]
    [InlineData("a local function", "int F(int x) => x; F(1);")]
    [InlineData("lock", "lock (this) { }")]
    [InlineData("an exception filter", "try { } catch (System.Exception e) when (e.Message == null) { }")]
    [InlineData("foreach", "foreach (var i in new int[1]) { } foreach (var c in \"a\") { } foreach (var o in new System.Collections.ArrayList()) { }")]
    [InlineData("text", "var b = System.Text.Encoding.UTF8.GetBytes(\"a\"); var s = new System.Text.StringBuilder().Append(1).ToString();")]
    [InlineData("a primary constructor", "} sealed class P(int a) { int A => a; } class Q { int X { get; init; }")]
    [InlineData("a pin", "new System.Device.Gpio.GpioController().OpenPin(1, System.Device.Gpio.PinMode.Output).Write(System.Device.Gpio.PinValue.High);")]
    [InlineData("a serial port", "var p = new System.IO.Ports.SerialPort(\"COM2\"); p.Mode = System.IO.Ports.SerialMode.RS485;")]
    public void What_the_device_has_compiles(string what, string body)
    {
        var errors = Errors(body);
        Assert.True(errors.Length == 0, $"{what}: {string.Join('\n', errors)}");
    }

    private static string[] Errors(string body) =>
        [.. NanoCompiler.Diagnose(NanoCompiler.Compile($"class C {{ void M() {{ {body} }} }}"))
            .Where(each => each.Severity == DiagnosticSeverity.Error).Select(each => each.ToString())];
}
