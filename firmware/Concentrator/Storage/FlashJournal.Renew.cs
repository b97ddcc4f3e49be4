namespace Wattline.Firmware.Storage;

/// <summary>
/// A new epoch on a flash that was restored from an older copy of itself: it would give sequences again that were given
/// since. One checkpoint and its sync decide: before it returns the old epoch rules, after it the new one does.
/// </summary>
public sealed partial class FlashJournal
{
    /// <summary>
    /// Begins a new epoch: sequences count from 1 again, states stay, messages of the old epoch are given up. Refuses
    /// while one of them is not acknowledged, or waits for a commit: nothing is given up that nobody has.
    /// </summary>
    /// <returns>False: the old epoch goes on. It may be tried again.</returns>
    public bool Renew()
    {
        if (!_open || !IsIdle())
            return false;
        if (!Rotate(true))
            return false;
        Counters.Renewals++;
        return true;
    }

    /// <summary>Everything that was appended is durable, and the gateway has it.</summary>
    private bool IsIdle()
    {
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            if (_live.LostTold[stream] < _live.LostLast[stream] || _next[stream] != _committed[stream] || _live.Watermark[stream] != _committed[stream] - 1)
                return false;
        }
        return true;
    }

    private void DraftEpoch()
    {
        byte[] bytes = new byte[8];
        _entropy.Fill(bytes, 0, bytes.Length);
        _draft.Epoch = (ulong)LittleEndian.Get(bytes, 0, bytes.Length);
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            _draft.Next[stream] = 1;
            _draft.Watermark[stream] = 0;
            _draft.LostFirst[stream] = 0;
            _draft.LostLast[stream] = 0;
            _draft.LostEvent[stream] = 0;
            _draft.LostTold[stream] = 0;
            _nextDraft[stream] = 1;
        }
    }

    /// <summary>Segments of the old epoch are free; they are erased before the next segment is begun.</summary>
    private void Disown(int live)
    {
        for (int i = 0; i < _table.Count; i++)
        {
            if (i != live)
                _table.Clear(i);
        }
        for (int stream = 0; stream < Streams.Count; stream++)
            _explained[stream] = 0;
        _moneyBytes = 0;
        _moneyCountedAt = 0;
    }
}
