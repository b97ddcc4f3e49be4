using System.Text;
using System.Text.Unicode;

namespace Wattline.Gateway.Mqtt;

/// <summary>What the standard says of text, topic names and topic filters (1.5.3, 4.7).</summary>
internal static class TopicRules
{
    public static bool IsText(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) && !utf8.Contains((byte)0);

    public static CloseReason CheckName(ReadOnlySpan<byte> utf8)
    {
        if (!IsText(utf8))
        {
            return CloseReason.BadUtf8;
        }
        return utf8.IsEmpty || utf8.Length > MqttLimits.TopicBytesMax || utf8.ContainsAny((byte)'+', (byte)'#')
            || utf8.Count((byte)'/') >= MqttLimits.TopicLevelsMax
            ? CloseReason.BadTopic
            : CloseReason.None;
    }

    public static CloseReason CheckFilter(ReadOnlySpan<byte> utf8, out string filter)
    {
        filter = "";
        if (!IsText(utf8))
        {
            return CloseReason.BadUtf8;
        }
        if (utf8.IsEmpty || utf8.Length > MqttLimits.TopicBytesMax || utf8.Count((byte)'/') >= MqttLimits.TopicLevelsMax)
        {
            return CloseReason.BadFilter;
        }
        for (var i = 0; i < utf8.Length; i++)
        {
            var starts = i == 0 || utf8[i - 1] == '/';
            var ends = i + 1 == utf8.Length;
            if ((utf8[i] == '#' && !(starts && ends)) || (utf8[i] == '+' && !(starts && (ends || utf8[i + 1] == '/'))))
            {
                return CloseReason.BadFilter;
            }
        }
        filter = Encoding.UTF8.GetString(utf8);
        return SharedFilter.IsShared(filter) && !SharedFilter.TrySplit(filter, out _, out _) ? CloseReason.BadFilter : CloseReason.None;
    }

    /// <summary>Whether everything that a filter can match is matched by a pattern.</summary>
    public static bool Covers(string pattern, string filter)
    {
        // Wildcards at the start never speak of $-topics (4.7.2-1), on either side.
        if (filter[0] == '$' && pattern[0] != '$')
        {
            return false;
        }
        var (patternLevels, filterLevels) = (pattern.Split('/'), filter.Split('/'));
        for (var i = 0; i < patternLevels.Length; i++)
        {
            if (patternLevels[i] == "#")
            {
                return true;
            }
            if (i >= filterLevels.Length
                || filterLevels[i] == "#"
                || (patternLevels[i] != "+" && patternLevels[i] != filterLevels[i]))
            {
                return false;
            }
        }
        return patternLevels.Length == filterLevels.Length;
    }
}
