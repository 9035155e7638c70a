//! Reading sound files that may come from anybody.

use std::io::{Cursor, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};

use symphonia::core::audio::{Channels, GenericAudioBufferRef};
use symphonia::core::codecs::audio::well_known::{CODEC_ID_FLAC, CODEC_ID_MP2, CODEC_ID_MP3};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::common::Limit;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::PacketRef;
use symphonia::core::units::{Duration, Timestamp};

use super::super::Refusal;
use super::clipping::ClippingMeter;
use super::kind::Kind;
use super::mpeg::MpegSound;
use super::{Longest, MAX_BYTES};

/// Lowest sample rate that is read, in Hz.
pub const MIN_SOURCE_RATE: u32 = 4000;

/// Highest sample rate that is read, in Hz.
pub const MAX_SOURCE_RATE: u32 = 192_000;

/// Most channels that are read.
pub const MAX_CHANNELS: usize = 8;

/// Largest packet in frames, many times what a real encoder makes; bounds a decoder's buffers.
const MAX_PACKET_FRAMES: u64 = 1 << 17;

/// Beyond this (36 dB over full scale) a floating-point sample is not sound.
const MAX_SAMPLE: f32 = 64.0;

/// Why a sound is refused whose rate or channels are not the same to its end.
pub(super) const CHANGES: &str = "a sound that changes its rate or channels midway";

/// A decoded file, its channels mixed into one.
pub(super) struct Sound {
    /// The samples; full scale is 1.
    pub(super) samples: Vec<f32>,
    pub(super) rate: u32,
    /// Share of the samples that is clipped, over all channels: 0 to 1.
    pub(super) clipped: f32,
    /// Seconds that the file states of itself, where it holds more.
    pub(super) stated: Option<f32>,
}

/// Decodes a file. Ends for every input, in bounded memory; a fault in a decoder is a refusal.
pub(super) fn decode(file: Vec<u8>, longest: Longest) -> Result<Sound, Refusal> {
    if file.is_empty() {
        return Err(Refusal::Empty);
    }
    if file.len() as u64 > MAX_BYTES {
        return Err(Refusal::TooLarge);
    }
    // The decoders are safe code, but their arithmetic overflows on some lies. That must not end the process.
    catch_unwind(AssertUnwindSafe(|| read(file, longest)))
        .unwrap_or_else(|_| Err(damaged("the decoder stumbled over it")))
}

fn read(file: Vec<u8>, longest: Longest) -> Result<Sound, Refusal> {
    match Kind::of(&file)? {
        Kind::Wave(wave) => {
            let stated = wave.stated_seconds();
            let sound = read_container(wave.plain(file), false, longest)?;
            Ok(Sound { stated, ..sound })
        }
        Kind::Flac => read_container(file, false, longest),
        Kind::Ogg => read_container(file, true, longest),
        Kind::Mpeg(sound) => read_mpeg(&file, &sound, longest),
    }
}

fn read_mpeg(file: &[u8], sound: &MpegSound, longest: Longest) -> Result<Sound, Refusal> {
    let mut parameters = AudioCodecParameters::new();
    parameters.for_codec(if sound.layer == 3 { CODEC_ID_MP3 } else { CODEC_ID_MP2 });
    parameters.with_sample_rate(sound.rate);
    parameters.with_channels(Channels::Discrete(u16::from(sound.channels)));
    let mut mix = Mix::for_parameters(&parameters, true, longest)?;
    let mut decoder = decoder(&parameters)?;
    let length = Duration::from(u64::from(sound.samples));
    for frame in &sound.frames {
        let frame = file.get(frame.clone()).unwrap_or_default();
        let packet = PacketRef::new(0, Timestamp::ZERO, length, frame);
        mix.add_decoded(decoder.decode_ref(&packet))?;
        if mix.is_cut {
            break;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "seconds to be shown")]
    let seconds = |frames| frames as f32 * sound.samples as f32 / sound.rate as f32;
    Ok(Sound { stated: sound.stated.map(seconds), ..mix.into_sound()? })
}

/// Decodes a file that is taken apart by its decoder's own reader. Several sounds one after the other, as Ogg allows
/// them, are taken as one.
fn read_container(file: Vec<u8>, lossy: bool, longest: Longest) -> Result<Sound, Refusal> {
    let stream =
        MediaSourceStream::new(Box::new(Cursor::new(file)), MediaSourceStreamOptions::default());
    let no_extras = MetadataOptions::default()
        .limit_tag_bytes(Limit::Maximum(64 * 1024))
        .limit_visual_bytes(Limit::Maximum(0));
    let mut format = symphonia::default::get_probe()
        .probe(&Hint::new(), stream, FormatOptions::default(), no_extras)
        .map_err(|error| fault(&error))?;
    let mut mix = None;
    while read_stream(format.as_mut(), lossy, longest, &mut mix)? {}
    mix.ok_or(Refusal::Empty)?.into_sound()
}

/// Adds one sound to the mix; says whether another may follow.
fn read_stream(
    format: &mut dyn FormatReader,
    lossy: bool,
    longest: Longest,
    mix: &mut Option<Mix>,
) -> Result<bool, Refusal> {
    let track = format.default_track(TrackType::Audio);
    let track = track.ok_or_else(|| damaged("its sound is not described"))?;
    let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
    let parameters = parameters.ok_or_else(|| damaged("its sound is not described"))?;
    let lossy = lossy && parameters.codec != CODEC_ID_FLAC;
    let stated = track.num_frames.filter(|_| !lossy);
    let track = track.id;
    let fresh = Mix::for_parameters(parameters, lossy, longest)?;
    let mut decoder = decoder(parameters)?;
    let mix = mix.get_or_insert(fresh);
    let before = mix.samples.len() as u64;
    let another = loop {
        match format.next_packet() {
            Ok(Some(packet)) if packet.track_id == track => {
                mix.add_decoded(decoder.decode(&packet))?;
                if mix.is_cut {
                    return Ok(false);
                }
            }
            Ok(Some(_)) => {}
            Ok(None) => break false,
            Err(Error::ResetRequired) => break true,
            Err(error) => return Err(fault(&error)),
        }
    };
    let length = mix.samples.len() as u64 - before;
    if stated.is_some_and(|stated| length < stated) {
        return Err(damaged("it ends before the length that it states"));
    }
    if stated.is_some_and(|stated| stated > 0 && length > stated) {
        return Err(several());
    }
    if decoder.finalize().verify_ok == Some(false) {
        return Err(damaged("its checksum does not fit its sound"));
    }
    Ok(another)
}

fn decoder(parameters: &AudioCodecParameters) -> Result<Box<dyn AudioDecoder>, Refusal> {
    symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default().verify(true))
        .map_err(|error| fault(&error))
}

fn fault(error: &Error) -> Refusal {
    match error {
        Error::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            damaged("it ends in the middle of its sound")
        }
        Error::DecodeError(why) | Error::Unsupported(why) | Error::LimitError(why) => damaged(why),
        other => damaged(&other.to_string()),
    }
}

/// Mixes the channels of a file into one, within the limits.
struct Mix {
    rate: u32,
    lossy: bool,
    /// The most frames that are taken; where there are more, it is refused or cut.
    most: usize,
    cuts: bool,
    is_cut: bool,
    samples: Vec<f32>,
    meters: Vec<ClippingMeter>,
    scratch: Vec<f32>,
}

impl Mix {
    /// Checks what the file says of itself, before a decoder makes buffers for it.
    fn for_parameters(
        parameters: &AudioCodecParameters,
        lossy: bool,
        longest: Longest,
    ) -> Result<Self, Refusal> {
        let rate = parameters.sample_rate.unwrap_or(0);
        if !(MIN_SOURCE_RATE..=MAX_SOURCE_RATE).contains(&rate) {
            return Err(unsupported(&format!("a sound of {rate} samples a second")));
        }
        let channels = parameters.channels.as_ref().map_or(0, Channels::count);
        if !(1..=MAX_CHANNELS).contains(&channels) {
            return Err(unsupported(&format!("a sound of {channels} channels")));
        }
        if parameters.max_frames_per_packet.is_some_and(|frames| frames > MAX_PACKET_FRAMES) {
            return Err(unsupported("a sound in oversized packets"));
        }
        Ok(Self {
            rate,
            lossy,
            most: longest.seconds as usize * rate as usize,
            cuts: longest.cuts,
            is_cut: false,
            samples: Vec::new(),
            meters: vec![ClippingMeter::default(); channels],
            scratch: Vec::new(),
        })
    }

    /// Adds what a decoder made of a packet.
    fn add_decoded(
        &mut self,
        decoded: Result<GenericAudioBufferRef<'_>, Error>,
    ) -> Result<(), Refusal> {
        match decoded {
            Ok(buffer) => self.add(&buffer),
            // An MP3 file that was cut begins with frames that need what was cut off.
            Err(Error::DecodeError(_)) if self.lossy && self.samples.is_empty() => Ok(()),
            Err(error) => Err(fault(&error)),
        }
    }

    fn add(&mut self, buffer: &GenericAudioBufferRef<'_>) -> Result<(), Refusal> {
        let channels = self.meters.len();
        if buffer.spec().rate() != self.rate || buffer.num_planes() != channels {
            return Err(unsupported(CHANGES));
        }
        let room = self.most - self.samples.len();
        self.is_cut = buffer.frames() > room;
        if self.is_cut && !self.cuts {
            return Err(Refusal::TooLong);
        }
        buffer.copy_to_vec_interleaved(&mut self.scratch);
        if self.scratch.iter().any(|sample| sample.is_nan() || sample.abs() > MAX_SAMPLE) {
            return Err(damaged("it holds values that are not sound"));
        }
        for frame in self.scratch.chunks_exact(channels).take(room) {
            for (meter, sample) in self.meters.iter_mut().zip(frame) {
                meter.add(*sample, self.lossy);
            }
            #[expect(clippy::cast_precision_loss, reason = "at most 8 channels")]
            self.samples.push(frame.iter().sum::<f32>() / channels as f32);
        }
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, reason = "a share needs no precision")]
    fn into_sound(self) -> Result<Sound, Refusal> {
        if self.samples.is_empty() {
            return Err(Refusal::Empty);
        }
        let clipped: u32 = self.meters.iter().map(|meter| meter.clipped()).sum();
        let all = self.samples.len() * self.meters.len();
        let clipped = clipped as f32 / all as f32;
        Ok(Sound { clipped, samples: self.samples, rate: self.rate, stated: None })
    }
}

pub(super) fn unsupported(what: &str) -> Refusal {
    Refusal::UnsupportedFormat { what: what.to_owned() }
}

/// The refusal of several files that were put one after the other, of which a decoder would take the first alone.
pub(super) fn several() -> Refusal {
    unsupported("several sound files in one")
}

pub(super) fn damaged(what: &str) -> Refusal {
    Refusal::Damaged { what: what.to_owned() }
}
