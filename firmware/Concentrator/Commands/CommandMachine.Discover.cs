using Wattline.Firmware.Lines;
using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Commands;

/// <summary>
/// The search for a line's meters: a question at a time, for as long as the command says. While the plan's reads want
/// the line it takes half of its time, and else all of it.
/// </summary>
public sealed partial class CommandMachine
{
    private static readonly int[] _usualBauds = { 2400, 9600, 1200, 4800, 19200, 600 };

    private readonly MeterSearch _search = new MeterSearch();
    private readonly byte[] _foundAddress = new byte[6];
    private OpenCommand _searching;
    private int _searchLine;
    private int _searchTold;
    private bool _searchOnWire;
    private long _searchBeganAt;
    private long _searchAt;
    private long _searchTellAt;

    // Meters of -1997 that are still there keep its default, or the speed that -2007 has made usual.
    private static readonly int[] _bauds1997 = { 1200, 2400 };

    /// <summary>[line, seconds, [[baud, parity, protocol] …]]: none for the usual ones; without a protocol it is DL/T 645-2007.</summary>
    private int ReadDiscover(OpenCommand command, bool takes)
    {
        var good = _reader.ReadArray() == 3;
        var line = _reader.ReadUInt();
        var seconds = _reader.ReadUInt();
        var settings = _reader.ReadArray();
        good &= seconds is > 0 and <= SearchLimits.SecondsMax && settings is >= 0 and <= SearchLimits.SettingsMax;
        for (var i = 0; i < settings && good && !_reader.Failed; i++)
        {
            var items = _reader.ReadArray();
            var baud = _reader.ReadUInt();
            var parity = _reader.ReadUInt();
            var protocol = items == 3 ? _reader.ReadUInt() : MeterProtocols.Dlt645;
            good &= items is 2 or 3 && (protocol is MeterProtocols.Dlt645 or MeterProtocols.Dlt645Of1997 || (protocol < MeterProtocols.Count && MeterProtocols.HasFinder((int)protocol)));
            good &= baud is >= Plans.PlanLimits.BaudMin and <= Plans.PlanLimits.BaudMax && parity <= Even;
            if (takes)
            {
                _search.Add((int)baud, (int)parity, (int)protocol);
            }
        }

        if (takes)
        {
            _searchLine = (int)line;
            command.Until = (long)seconds * 1000;
        }

        return !good || _reader.Failed ? CommandReason.Malformed : line >= (ulong)_lines ? CommandReason.Line : CommandReason.None;
    }

    private void StepDiscover(OpenCommand command, long now)
    {
        if (_searching == null && !_searchOnWire)
        {
            if (IsOver(command))
            {
                End(command, CommandState.Expired, CommandReason.Expired, now);
            }
            else if (Begun(command, now))
            {
                StartSearch(command, now);
            }

            return;
        }

        if (_searching != command)
        {
            return; // One after the other.
        }

        if (!_search.Busy || now >= command.Until || IsOver(command))
        {
            EndSearch(command, now);
        }
        else if (_search.Proven - _searchTold >= SearchLimits.ToldTogether || (now >= _searchTellAt && _search.Proven > _searchTold))
        {
            TellFound(command, now);
        }
    }

    private void StartSearch(OpenCommand command, long now)
    {
        _search.Clear();
        Open(command);
        ReadDiscover(command, true);
        command.Until += now;
        if (!_search.HasSettings)
        {
            for (var i = 0; i < _usualBauds.Length; i++)
            {
                _search.Add(_usualBauds[i], Even, MeterProtocols.Dlt645);
            }

            for (var i = 0; i < _bauds1997.Length; i++)
            {
                _search.Add(_bauds1997[i], Even, MeterProtocols.Dlt645Of1997);
            }
        }

        _searching = command;
        _searchTold = 0;
        _searchTellAt = now + SearchLimits.TellEvery;
        _searchAt = now;
        _search.Start();
    }

    /// <summary>Tells what was found since it was told last, while the search goes on.</summary>
    private void TellFound(OpenCommand command, long now)
    {
        var told = WriteFound();
        if (Move(command, CommandState.Pending, CommandReason.None, _item, now))
        {
            _searchTold = told;
            _searchTellAt = now + SearchLimits.TellEvery;
        }
    }

    /// <summary>The rest, and how far it came: [questions, unresolved, whole].</summary>
    private void EndSearch(OpenCommand command, long now)
    {
        if (_search.Proven - _searchTold > SearchLimits.ToldTogether)
        {
            TellFound(command, now);
            return;
        }

        WriteFound();
        var whole = !_search.Busy;
        _item.WriteArray(3);
        _item.WriteUInt((ulong)_search.Asked);
        _item.WriteUInt((ulong)_search.Unresolved);
        _item.WriteUInt(whole && _search.Unresolved == 0 ? 1u : 0u);
        if (Move(command, CommandState.Done, CommandReason.None, _item, now))
        {
            Drop(command, now);
        }
    }

    /// <summary>[address, protocol, baud, parity, state] of some; 0 in the plan, 1 in no plan, 2 two meters with this address.</summary>
    /// <returns>How many are told then.</returns>
    private int WriteFound()
    {
        _item.Reset();
        var index = _searchTold;
        for (var some = 0; index < _search.Proven && some < SearchLimits.ToldTogether; some++)
        {
            _search.Get(index++, _foundAddress, out var baud, out var parity, out var protocol, out var twice);
            _item.WriteArray(5);
            var text = _search.TextOf(index - 1);
            var planned = text == null ? _plans.HasMeter(_searchLine, protocol, _foundAddress) : _plans.HasMeter(_searchLine, protocol, text);
            if (text == null)
            {
                _item.WriteBytes(_foundAddress, 0, _foundAddress.Length);
            }
            else
            {
                _item.WriteText(text);
            }

            _item.WriteUInt((ulong)protocol);
            _item.WriteUInt((ulong)baud);
            _item.WriteUInt((ulong)parity);
            _item.WriteUInt(twice ? 2u : planned ? 0u : 1u);
        }

        return index;
    }

    private bool Searches(int line) => _searching != null && _searchLine == line && _search.Busy && !_searchOnWire && !_dirty;

    /// <inheritdoc/>
    public bool WantsRest(int line, long now) =>
        _questions[line].Asker == null && (Freezes(line) ? now >= _freezeRestAt : Searches(line));

    private void BeginSearch(Dlt645Master master, LineSetting setting, long now)
    {
        setting.Use(_search.Baud, _search.Parity);
        _search.Fill(_request);
        _searchOnWire = master.Begin(_search.Address, 0, _request, _search.Baud, now);
        _searchBeganAt = now;
    }

    private void DoneSearch(Dlt645Master master, long now)
    {
        _searchOnWire = false;
        _searchAt = now + (now - _searchBeganAt);
        if (_searching == null)
        {
            return;
        }

        _search.Take(master);
        _searching.At = now;
        Schedule(now);
    }

    /// <inheritdoc/>
    public int FinderOf(int line) => _questions[line].Asker == null && !Freezes(line) && Searches(line) ? _search.FinderProtocol : -1;

    /// <inheritdoc/>
    public void Begin(int line, IMeterFinder finder, LineSetting setting, long now)
    {
        setting.Use(_search.Baud, _search.Parity);
        _search.Ask(finder, now);
        _searchOnWire = finder.Busy;
        _searchBeganAt = now;
    }

    /// <inheritdoc/>
    public void Done(int line, IMeterFinder finder, long now)
    {
        _searchOnWire = false;
        _searchAt = now + (now - _searchBeganAt);
        if (_searching == null)
        {
            return;
        }

        _search.Take(finder);
        _searching.At = now;
        Schedule(now);
    }

    private void DropSearch(OpenCommand command)
    {
        if (_searching == command)
        {
            _search.Stop();
            _searching = null;
        }
    }
}
