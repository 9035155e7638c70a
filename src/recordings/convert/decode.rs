//! Reading sound files that may come from anybody.

use std::io::{Cursor, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};

use symphonia::core::audio::{Channels, GenericAudioBufferRef};
use symphonia::core::codecs::audio::well_known::{CODEC_ID_MP3, CODEC_ID_VORBIS};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::common::Limit;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use super::super::Refusal;
use super::clipping::ClippingMeter;
use super::{Longest, MAX_BYTES, foreign, streamed};

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

/// A decoded file, its channels mixed into one.
pub(super) struct Sound {
    /// The samples; full scale is 1.
    pub(super) samples: Vec<f32>,
    pub(super) rate: u32,
    /// Share of the samples that is clipped, over all channels: 0 to 1.
    pub(super) clipped: f32,
}

/// Decodes a file. Ends for every input, in bounded memory; a fault in a decoder is a refusal.
pub(super) fn decode(mut file: Vec<u8>, longest: Longest) -> Result<Sound, Refusal> {
    if file.is_empty() {
        return Err(Refusal::Empty);
    }
    if file.len() as u64 > MAX_BYTES {
        return Err(Refusal::TooLarge);
    }
    streamed::state_length(&mut file);
    // The decoders are safe code, but their arithmetic overflows on some lies: the WAV reader's, for
    // one, on a header that claims 65535 channels. That must not end the process.
    catch_unwind(AssertUnwindSafe(|| read(file, longest)))
        .unwrap_or_else(|_| Err(Refusal::Damaged { what: "the decoder stumbled over it".into() }))
}

fn read(file: Vec<u8>, longest: Longest) -> Result<Sound, Refusal> {
    let unknown = foreign::refusal(&file);
    let stream =
        MediaSourceStream::new(Box::new(Cursor::new(file)), MediaSourceStreamOptions::default());
    let no_extras = MetadataOptions::default()
        .limit_tag_bytes(Limit::Maximum(64 * 1024))
        .limit_visual_bytes(Limit::Maximum(0));
    let mut format = symphonia::default::get_probe()
        .probe(&Hint::new(), stream, FormatOptions::default(), no_extras)
        .map_err(|_| unknown.clone())?;

    let track = format.default_track(TrackType::Audio).ok_or_else(|| unknown.clone())?;
    let parameters = track
        .codec_params
        .as_ref()
        .and_then(|parameters| parameters.audio())
        .ok_or_else(|| unknown.clone())?;
    let lossy = [CODEC_ID_MP3, CODEC_ID_VORBIS].contains(&parameters.codec);
    let stated = track.num_frames.filter(|_| !lossy);
    let track = track.id;
    let mut mix = Mix::for_parameters(parameters, lossy, longest)?;
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default().verify(true))
        .map_err(|_| unknown)?;

    while let Some(packet) = next_packet(format.as_mut(), lossy)? {
        if packet.track_id != track {
            continue;
        }
        match decoder.decode(&packet) {
            Ok(buffer) => mix.add(&buffer)?,
            // An MP3 file that was cut begins with frames that need what was cut off.
            Err(Error::DecodeError(_)) if lossy && mix.samples.is_empty() => {}
            Err(error) => return Err(damaged(&error)),
        }
        if mix.is_cut {
            return Ok(mix.into_sound());
        }
    }
    finish(mix, decoder.as_mut(), stated)
}

/// The next piece of the file, or nothing at its end.
fn next_packet(
    format: &mut dyn FormatReader,
    lossy: bool,
) -> Result<Option<symphonia::core::packet::Packet>, Refusal> {
    match format.next_packet() {
        // Many MP3 files end inside a frame of silence.
        Err(Error::IoError(error)) if lossy && error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        Err(Error::ResetRequired) => {
            Err(Refusal::UnsupportedFormat { what: "several sound files in one".into() })
        }
        Err(error) => Err(damaged(&error)),
        Ok(packet) => Ok(packet),
    }
}

fn finish(mix: Mix, decoder: &mut dyn AudioDecoder, stated: Option<u64>) -> Result<Sound, Refusal> {
    if decoder.finalize().verify_ok == Some(false) {
        return Err(Refusal::Damaged { what: "its checksum does not fit its sound".into() });
    }
    if mix.samples.is_empty() {
        return Err(Refusal::Empty);
    }
    if stated.is_some_and(|stated| (mix.samples.len() as u64) < stated) {
        return Err(Refusal::Damaged { what: "it ends before the length that it states".into() });
    }
    Ok(mix.into_sound())
}

fn damaged(error: &Error) -> Refusal {
    Refusal::Damaged {
        what: match error {
            Error::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
                "it ends in the middle of its sound".into()
            }
            Error::DecodeError(why) | Error::Unsupported(why) | Error::LimitError(why) => {
                (*why).to_owned()
            }
            other => other.to_string(),
        },
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

    fn add(&mut self, buffer: &GenericAudioBufferRef<'_>) -> Result<(), Refusal> {
        let channels = self.meters.len();
        if buffer.spec().rate() != self.rate || buffer.num_planes() != channels {
            return Err(unsupported("a sound that changes its rate or channels midway"));
        }
        let room = self.most - self.samples.len();
        self.is_cut = buffer.frames() > room;
        if self.is_cut && !self.cuts {
            return Err(Refusal::TooLong);
        }
        buffer.copy_to_vec_interleaved(&mut self.scratch);
        if self.scratch.iter().any(|sample| sample.is_nan() || sample.abs() > MAX_SAMPLE) {
            return Err(Refusal::Damaged { what: "it holds values that are not sound".into() });
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
    fn into_sound(self) -> Sound {
        let clipped: u32 = self.meters.iter().map(|meter| meter.clipped()).sum();
        let all = self.samples.len() * self.meters.len();
        Sound { clipped: clipped as f32 / all as f32, samples: self.samples, rate: self.rate }
    }
}

fn unsupported(what: &str) -> Refusal {
    Refusal::UnsupportedFormat { what: what.to_owned() }
}
