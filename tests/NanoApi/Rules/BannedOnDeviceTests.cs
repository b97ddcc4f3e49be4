using Microsoft.CodeAnalysis;
using Xunit;

namespace Wattline.Tests.NanoApi.Rules;

public sealed class BannedOnDeviceTests
{
    private const string Colour = "enum Colour { Red } ";

    [Theory]
    [InlineData("generic type", "class C<T> { }")]
    [InlineData("generic type", "interface I<T> { }")]
    [InlineData("generic type", "delegate void D<T>(T value);")]
    [InlineData("generic method", "class C { void M<T>() { } }")]
    [InlineData("generic method", "class C { void M() { void L<T>() { } } }")]
    [InlineData("use of a generic", "class B<T> { } class C { B<int> _b; }")]
    [InlineData("use of a generic", "class C { static void G<T>() { } void M() { G<int>(); } }")]
    [InlineData("array of several dimensions", "class C { int[,] _a; }")]
    [InlineData("array of several dimensions", "class C { object _a = new int[1, 2]; }")]
    [InlineData("stackalloc", "unsafe class C { void M() { int* p = stackalloc int[1]; } }")]
    [InlineData("stackalloc", "unsafe class C { void M() { int* p = stackalloc[] { 1 }; } }")]
    [InlineData("interface member with a body", "interface I { void M() { } }")]
    [InlineData("interface member with a body", "interface I { int P => 1; }")]
    [InlineData("interface member with a body", "interface I { int P { get { return 1; } } }")]
    [InlineData("ToString of an enum", Colour + "class C { string M(Colour c) => c.ToString(); }")]
    [InlineData("enum in an interpolated string", Colour + "class C { string M(Colour c) => $\"{c}\"; }")]
    [InlineData("enum added to a string", Colour + "class C { string M(Colour c) => \"a\" + c; }")]
    [InlineData("checked", "class C { int M(int a) => checked(a + 1); }")]
    [InlineData("checked", "class C { void M(int a) { checked { a++; } } }")]
    [InlineData("Main without try", "class C { static void Main() { } }")]
    [InlineData("Main without try", "class C { static void Main() { Main(); try { } catch { } } }")]
    [InlineData("Main without try", "class C { static void Main() { try { } catch (System.ArgumentException) { } } }")]
    [InlineData("Main without try", "class C { static void Main() { try { } finally { } } }")]
    public void What_fails_on_the_device_is_found_with_its_line(string rule, string source)
    {
        var found = NanoCompiler.Banned(NanoCompiler.Compile("\n" + source));

        Assert.Contains(found, line => line.StartsWith("Snippet.cs(2): " + rule, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Colour + "class C { string M(Colour c) => $\"{(int)c}\" + (int)c; }")]
    [InlineData("class C { int[][] _a; string M(int i) => i.ToString(); int N(int a) => unchecked(a + 1); }")]
    [InlineData("interface I { int P { get; set; } void M(); }")]
    [InlineData("class C { static void Main() { try { } catch (System.Exception) { } } }")]
    [InlineData("class C { static void Main() { try { } catch { } } }")]
    public void What_works_on_the_device_is_left_alone(string source)
    {
        var compilation = NanoCompiler.Compile(source);

        Assert.DoesNotContain(NanoCompiler.Diagnose(compilation), each => each.Severity == DiagnosticSeverity.Error);
        Assert.Empty(NanoCompiler.Banned(compilation));
    }
}
