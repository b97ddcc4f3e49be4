using System;
using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Commands;

/// <summary>
/// Finds the meters of a line by their addresses, for each speed and check bit: the low bytes are given, the others
/// wildcards (DL/T 645-2007, abbreviated addressing). Where several feel meant their answers garble each other, and the
/// next byte tells them apart, 100 values at a time. A first pass asks what is likely (bytes that other meters have
/// there) until each collision has its two meters; a second one asks everything else. Who is found is asked for its
/// energy: two meters with one address tell two, and an address that a collision only seemed to have tells nothing.
/// </summary>
internal sealed partial class MeterSearch
{
    private const int Depth = Dlt645Address.Bytes;
    private const int Values = 100;

    /// <summary>Energy and tariffs: two meters' answers differ in so many bytes that they do not look like one.</summary>
    private const uint Question = 0x0001FF00;
    private const int QuestionBytes = 20;
    private const uint Proof = 0x00010000;
    private const int ProofBytes = 4;

    // The same of DL/T 645-1997, which has no question for the address.
    private const int Question1997 = 0x901F;
    private const int Proof1997 = 0x9010;

    private readonly byte[] _found = new byte[SearchLimits.FoundMax * Depth];
    private readonly byte[] _foundAt = new byte[SearchLimits.FoundMax];
    private readonly bool[] _twice = new bool[SearchLimits.FoundMax];
    private readonly int[] _bauds = new int[SearchLimits.SettingsMax];
    private readonly int[] _parities = new int[SearchLimits.SettingsMax];
    private readonly int[] _protocols = new int[SearchLimits.SettingsMax];
    private readonly bool[] _likely = new bool[Depth * Values];
    private readonly int[] _likelyCount = new int[Depth];
    private readonly bool[] _asked = new bool[Depth * Values];
    private readonly int[] _order = new int[Depth];
    private readonly int[] _under = new int[Depth];
    private readonly bool[] _again = new bool[Depth];
    private readonly byte[] _prefix = new byte[Depth];
    private int _count;
    private int _settings;
    private int _setting;
    private int _depth;
    private int _tries;
    private bool _isRoot;
    private bool _isProof;

    /// <summary>Whom to ask next, wire order.</summary>
    public byte[] Address { get; } = new byte[Depth];

    /// <summary>At which speed, bits a second.</summary>
    public int Baud => _bauds[_setting];

    /// <summary>0 none, 1 odd, 2 even.</summary>
    public int Parity => _parities[_setting];

    /// <summary>True while there is a question to ask.</summary>
    public bool Busy { get; private set; }

    /// <summary>True in the pass that asks everything.</summary>
    public bool IsThorough { get; private set; }

    /// <summary>Meters found, and proved.</summary>
    public int Proven => _isProof ? _count - 1 : _count;

    /// <summary>Questions asked.</summary>
    public int Asked { get; private set; }

    /// <summary>Collisions that did not come apart, and meters beyond the limit.</summary>
    public int Unresolved { get; private set; }

    /// <summary>True when there is a speed to try.</summary>
    public bool HasSettings => _settings > 0;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _settings = 0;
        _count = 0;
        Asked = 0;
        Unresolved = 0;
        Busy = false;
        _isProof = false;
        Array.Clear(_likely, 0, _likely.Length);
        Array.Clear(_likelyCount, 0, Depth);
        Array.Clear(_texts, 0, _texts.Length);
    }

    /// <summary>Adds a speed, a check bit and a protocol to try.</summary>
    /// <param name="protocol">One of DL/T 645, or one that <see cref="MeterProtocols.HasFinder"/>.</param>
    /// <returns>False when there are too many.</returns>
    public bool Add(int baud, int parity, int protocol)
    {
        if (_settings == SearchLimits.SettingsMax)
        {
            return false;
        }

        _bauds[_settings] = baud;
        _protocols[_settings] = protocol;
        _parities[_settings++] = parity;
        return true;
    }

    /// <summary>Begins with everybody at the first setting.</summary>
    public void Start()
    {
        _setting = -1;
        NextSetting();
    }

    /// <summary>Leaves off.</summary>
    public void Stop() => Busy = false;

    /// <summary>Fills in the question.</summary>
    public void Fill(Dlt645Request request)
    {
        if (_protocols[_setting] == MeterProtocols.Dlt645Of1997)
        {
            request.Read1997(_isProof ? Proof1997 : Question1997, _isProof ? ProofBytes : QuestionBytes);
        }
        else if (_isProof)
        {
            request.Read(Proof, ProofBytes);
        }
        else if (_isRoot && _tries == SearchLimits.RootTries - 1)
        {
            request.ReadAddress(); // One that does not read for a wildcard.
        }
        else
        {
            request.Read(Question, QuestionBytes);
        }

        request.Gathers = true;
        Asked++;
    }

    /// <summary>Takes what became of it.</summary>
    public void Take(Dlt645Master master)
    {
        if (!Busy)
        {
            return;
        }

        var several = master.Outcome == Dlt645Outcome.Noise || (master.Outcome == Dlt645Outcome.Silent && master.StrayBytes > 0);
        if (_isProof)
        {
            TakeProof(master.Outcome == Dlt645Outcome.Answered, several);
        }
        else if (several)
        {
            Collide();
        }
        else if (master.Outcome != Dlt645Outcome.Answered)
        {
            Silent();
        }
        else if (!TryKeep(master))
        {
            Collide();
        }
    }

    /// <summary>Copies an address that was found, wire order, and tells how it was.</summary>
    public void Get(int index, byte[] address, out int baud, out int parity, out int protocol, out bool twice)
    {
        protocol = _protocols[_foundAt[index]];
        Array.Copy(_found, index * Depth, address, 0, Depth);
        baud = _bauds[_foundAt[index]];
        parity = _parities[_foundAt[index]];
        twice = _twice[index];
    }

    private void NextSetting()
    {
        _setting++;
        Busy = _setting < _settings;
        _setting = Busy ? _setting : _settings - 1;
        _isRoot = true;
        _tries = 0;
        SetAddress(0);
    }

    private void Silent()
    {
        if (!_isRoot)
        {
            Advance();
        }
        else if (++_tries == SearchLimits.RootTries)
        {
            // So many at once may leave nothing to be heard: at the first setting that is looked into.
            if (_setting > 0)
            {
                NextSetting();
            }
            else
            {
                Descend();
            }
        }
    }

    private void Descend()
    {
        _isRoot = false;
        IsThorough = false;
        Push(0);
        Ask();
    }

    /// <summary>The energy of the one that was found last.</summary>
    private void TakeProof(bool answered, bool several)
    {
        _tries++;
        if (!answered && _tries < SearchLimits.LeafTries)
        {
            return;
        }

        _isProof = false;
        if (!answered && !several)
        {
            _count--; // Nobody: what was heard were several, and looked like one.
            _tries = SearchLimits.LeafTries;
            Collide();
            return;
        }

        _twice[_count - 1] = !answered;
        Likely(_count - 1);
        Proved(answered ? 1 : 2);
    }

    private void Proved(int meters)
    {
        if (_isRoot)
        {
            NextSetting();
            return;
        }

        _under[_depth] += meters;
        Advance();
    }

    /// <summary>More than one answered, or something else was on the line: it must happen again to be believed.</summary>
    private void Collide()
    {
        _tries++;
        if (_tries < (!_isRoot && _depth == Depth - 1 ? SearchLimits.LeafTries : SearchLimits.NodeTries))
        {
            return;
        }

        if (_isRoot)
        {
            Descend();
        }
        else if (_depth < Depth - 1)
        {
            Push(_depth + 1);
            Ask();
        }
        else
        {
            Add(_prefix, true);
            Likely(_count - 1);
            _under[_depth] += 2;
            Advance();
        }
    }

    private void Push(int depth)
    {
        _depth = depth;
        _again[depth] = false;
        Restart(depth);
    }

    private void Restart(int depth)
    {
        _order[depth] = 0;
        _under[depth] = 0;
        Array.Clear(_asked, depth * Values, Values);
    }

    private void Advance()
    {
        _order[_depth]++;
        Ask();
    }

    /// <summary>Finds the next question: the values of a byte, the likely ones first; and up, when they are through.</summary>
    private void Ask()
    {
        while (Busy)
        {
            if (IsThrough())
            {
                Pop();
                if (_isRoot)
                {
                    return;
                }

                continue;
            }

            var value = _order[_depth] % Values;
            var index = (_depth * Values) + value;
            if (_asked[index] || (_order[_depth] < Values && !_likely[index]))
            {
                _order[_depth]++;
                continue;
            }

            _asked[index] = true;
            _prefix[_depth] = (byte)(((value / 10) << 4) | (value % 10));
            var known = IsThorough ? CountFound() : 0;
            if (known > 1 && _depth == Depth - 1)
            {
                _under[_depth] += known;
                _order[_depth]++;
            }
            else if (known > 1)
            {
                Push(_depth + 1);
            }
            else
            {
                _tries = 0;
                SetAddress(_depth + 1);
                return;
            }
        }
    }

    private bool IsThrough()
    {
        var order = _order[_depth];
        return order == 2 * Values
            || (!IsThorough && _depth > 0 && _under[_depth] >= 2 && (order >= Values || _likelyCount[_depth] > SearchLimits.LikelyFew));
    }

    private void Pop()
    {
        if (_depth > 0)
        {
            if (_under[_depth] < 2 && !_again[_depth])
            {
                _again[_depth] = true; // Two were heard there.
                Restart(_depth);
                return;
            }

            Unresolved += _under[_depth] < 2 ? 1 : 0;
            _depth--;
            _under[_depth] += _under[_depth + 1];
            _order[_depth]++;
        }
        else if (!IsThorough)
        {
            IsThorough = true;
            Restart(0);
        }
        else
        {
            NextSetting();
        }
    }

    private void SetAddress(int known)
    {
        for (var i = 0; i < Depth; i++)
        {
            Address[i] = i < known ? _prefix[i] : Dlt645Address.Any;
        }
    }

    /// <summary>Meters of this setting that begin with the prefix, up to the byte that is looked at; one address twice counts two.</summary>
    private int CountFound()
    {
        var count = 0;
        for (var i = 0; i < _count; i++)
        {
            var same = _foundAt[i] == _setting && _texts[i] == null;
            for (var k = 0; k <= _depth && same; k++)
            {
                same = _found[(i * Depth) + k] == _prefix[k];
            }

            count += !same ? 0 : _twice[i] ? 2 : 1;
        }

        return count;
    }

    /// <summary>Takes an answer's address; where the meter repeats a wildcard there, the one in the answer to 13H, or the one that was asked at last.</summary>
    /// <returns>False when it is none.</returns>
    private bool TryKeep(Dlt645Master master)
    {
        var isOpen = Dlt645Address.IsWildcard(master.AnswerAddress, 0);
        var address = !isOpen ? master.AnswerAddress : master.PayloadLength == Depth ? master.Payload : Address;
        for (var i = 0; i < Depth; i++)
        {
            if (address[i] >> 4 > 9 || (address[i] & 0x0F) > 9)
            {
                return false;
            }
        }

        if (IsFound(address))
        {
            Proved(1);
        }
        else if (Add(address, false))
        {
            Array.Copy(address, 0, Address, 0, Depth);
            _isProof = true;
            _tries = 0;
        }
        else
        {
            Proved(1);
        }

        return true;
    }

    private bool IsFound(byte[] address)
    {
        for (var i = 0; i < _count; i++)
        {
            var same = _foundAt[i] == _setting;
            for (var k = 0; k < Depth && same; k++)
            {
                same = _found[(i * Depth) + k] == address[k];
            }

            if (same)
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>False when there is no room for it.</returns>
    private bool Add(byte[] address, bool twice)
    {
        if (_count == SearchLimits.FoundMax)
        {
            Unresolved++;
            return false;
        }

        Array.Copy(address, 0, _found, _count * Depth, Depth);
        _foundAt[_count] = (byte)_setting;
        _twice[_count++] = twice;
        return true;
    }

    private void Likely(int found)
    {
        for (var i = 0; i < Depth; i++)
        {
            var part = _found[(found * Depth) + i];
            var index = (i * Values) + ((part >> 4) * 10) + (part & 0x0F);
            _likelyCount[i] += _likely[index] ? 0 : 1;
            _likely[index] = true;
        }
    }
}
