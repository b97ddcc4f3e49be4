using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Commands;

/// <content>Settings of protocols that bring a finder of their own: the search asks it step by step.</content>
internal sealed partial class MeterSearch
{
    private readonly string[] _texts = new string[SearchLimits.FoundMax];

    /// <summary>The protocol whose finder has the next step; -1 while DL/T 645 meters are looked for.</summary>
    public int FinderProtocol => Busy && MeterProtocols.HasFinder(_protocols[_setting]) ? _protocols[_setting] : -1;

    /// <summary>The address of a meter as its protocol writes it; null for one of DL/T 645.</summary>
    public string TextOf(int index) => _texts[index];

    /// <summary>Does the finder's next step.</summary>
    public void Ask(IMeterFinder finder, long now)
    {
        if (_isRoot)
        {
            finder.Start();
            _isRoot = false;
        }

        Asked++;
        finder.Find(Baud, Parity, now);
    }

    /// <summary>Takes what became of it.</summary>
    public void Take(IMeterFinder finder)
    {
        if (!Busy)
        {
            return;
        }

        if (finder.Found != null && _count == SearchLimits.FoundMax)
        {
            Unresolved++;
        }
        else if (finder.Found != null)
        {
            _texts[_count] = finder.Found;
            _twice[_count] = false;
            _foundAt[_count++] = (byte)_setting;
        }

        if (!finder.HasMore)
        {
            Unresolved += finder.Unresolved;
            NextSetting();
        }
    }
}
