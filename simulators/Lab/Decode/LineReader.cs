using System.Text;

namespace Wattline.Simulators.Lab.Decode;

/// <summary>Lines of a bounded length: what goes beyond <paramref name="charsMax"/> in a line is read and left out.</summary>
internal sealed class LineReader(TextReader input, int charsMax)
{
    private readonly StringBuilder _line = new();

    /// <summary>The next line without its end, or null at the end of the input.</summary>
    public string? Next()
    {
        _line.Clear();
        int read;
        bool any = false;
        while ((read = input.Read()) >= 0 && read != '\n')
        {
            any = true;
            if (_line.Length < charsMax)
            {
                _line.Append((char)read);
            }
        }

        return read < 0 && !any ? null : _line.ToString();
    }
}
