/**
 * Shortcodes (as Slack and GitHub write them) that people really use, each emoji with its names between bars. Everything
 * else stays `:name:`: workspaces invent their own, and a wrong picture is worse than a name.
 */
export const EMOJI_TABLE = `
😀 grinning | 😃 smiley | 😄 smile | 😁 grin | 😆 laughing satisfied | 😅 sweat_smile | 🤣 rolling_on_the_floor_laughing rofl
😂 joy | 🙂 slightly_smiling_face simple_smile | 🙃 upside_down_face | 😉 wink | 😊 blush | 😇 innocent
🥰 smiling_face_with_3_hearts smiling_face_with_three_hearts | 😍 heart_eyes | 🤩 star-struck star_struck | 😘 kissing_heart
😗 kissing | 😚 kissing_closed_eyes | 😙 kissing_smiling_eyes | 😋 yum | 😛 stuck_out_tongue | 😜 stuck_out_tongue_winking_eye
🤪 zany_face | 😝 stuck_out_tongue_closed_eyes | 🤑 money_mouth_face | 🤗 hugging_face hugs | 🤭 face_with_hand_over_mouth
🤫 shushing_face | 🤔 thinking_face thinking | 🤐 zipper_mouth_face | 🤨 face_with_raised_eyebrow | 😐 neutral_face
😑 expressionless | 😶 no_mouth | 😏 smirk | 😒 unamused | 🙄 face_with_rolling_eyes roll_eyes | 😬 grimacing | 🤥 lying_face
😌 relieved | 😔 pensive | 😪 sleepy | 🤤 drooling_face | 😴 sleeping | 😷 mask | 🤒 face_with_thermometer
🤕 face_with_head_bandage | 🤢 nauseated_face | 🤮 face_vomiting vomiting_face | 🤧 sneezing_face | 🥵 hot_face | 🥶 cold_face
😵 dizzy_face | 🤯 exploding_head | 🤠 face_with_cowboy_hat cowboy_hat_face | 🥳 partying_face | 😎 sunglasses | 🤓 nerd_face
🧐 face_with_monocle | 😕 confused | 😟 worried | 🙁 slightly_frowning_face | ☹️ white_frowning_face frowning_face
😮 open_mouth | 😯 hushed | 😲 astonished | 😳 flushed | 🥺 pleading_face | 😦 frowning | 😧 anguished | 😨 fearful
😰 cold_sweat | 😥 disappointed_relieved | 😢 cry | 😭 sob | 😱 scream | 😖 confounded | 😣 persevere | 😞 disappointed
😓 sweat | 😩 weary | 😫 tired_face | 🥱 yawning_face | 😤 triumph | 😡 rage | 😠 angry | 🤬 face_with_symbols_on_mouth
😈 smiling_imp | 👿 imp | 💀 skull | ☠️ skull_and_crossbones | 💩 hankey poop shit | 🤡 clown_face | 👻 ghost | 👽 alien
👾 space_invader | 🤖 robot_face robot | 😺 smiley_cat | 😸 smile_cat | 😹 joy_cat | 😻 heart_eyes_cat | 🙈 see_no_evil
🙉 hear_no_evil | 🙊 speak_no_evil | 💋 kiss | 💌 love_letter | 💘 cupid | 💖 sparkling_heart | 💗 heartpulse | 💓 heartbeat
💞 revolving_hearts | 💕 two_hearts | 💔 broken_heart | ❤️ heart | 🧡 orange_heart | 💛 yellow_heart | 💚 green_heart
💙 blue_heart | 💜 purple_heart | 🖤 black_heart | 🤍 white_heart | 💯 100 | 💢 anger | 💥 boom collision | 💫 dizzy
💦 sweat_drops | 💨 dash | 💣 bomb | 💬 speech_balloon | 💭 thought_balloon | 💤 zzz | 👋 wave | 🤚 raised_back_of_hand
✋ hand raised_hand | 🖖 spock-hand vulcan_salute | 👌 ok_hand | ✌️ v
🤞 crossed_fingers hand_with_index_and_middle_fingers_crossed | 🤟 i_love_you_hand_sign
🤘 the_horns sign_of_the_horns metal | 🤙 call_me_hand | 👈 point_left | 👉 point_right | 👆 point_up_2 | 👇 point_down
☝️ point_up | 👍 +1 thumbsup | 👎 -1 thumbsdown | ✊ fist | 👊 facepunch punch | 🤛 left-facing_fist | 🤜 right-facing_fist
👏 clap | 🙌 raised_hands | 👐 open_hands | 🤲 palms_up_together | 🤝 handshake | 🙏 pray | ✍️ writing_hand | 💅 nail_care
🤳 selfie | 💪 muscle | 🦾 mechanical_arm | 🧠 brain | 👀 eyes | 👁️ eye | 👅 tongue | 👶 baby | 👦 boy | 👧 girl | 👨 man
👩 woman | 🙍 person_frowning | 🙅 no_good | 🙆 ok_woman | 💁 information_desk_person | 🙋 raising_hand | 🙇 bow
🤦 face_palm facepalm | 🤷 shrug | 🤷‍♂️ man-shrugging | 🤷‍♀️ woman-shrugging | 🤦‍♂️ man-facepalming
🤦‍♀️ woman-facepalming | 👮 cop | 🕵️ sleuth_or_spy | 👷 construction_worker | 🎅 santa | 🧙 mage | 🧟 zombie | 🚶 walking
🏃 runner running | 💃 dancer | 🕺 man_dancing | 👯 dancers | 👤 bust_in_silhouette | 👥 busts_in_silhouette | 👣 footprints
🐵 monkey_face | 🐶 dog | 🐱 cat | 🦊 fox_face | 🐻 bear | 🐼 panda_face | 🐨 koala | 🐯 tiger | 🦁 lion_face | 🐮 cow | 🐷 pig
🐸 frog | 🐔 chicken | 🐧 penguin | 🐦 bird | 🦄 unicorn_face unicorn | 🐝 bee honeybee | 🐛 bug | 🦋 butterfly | 🐌 snail
🐢 turtle | 🐍 snake | 🐙 octopus | 🦀 crab | 🐳 whale | 🐋 whale2 | 🐬 dolphin flipper | 🐟 fish | 🐘 elephant | 🐫 camel
🐿️ chipmunk | 🐾 feet paw_prints | 💐 bouquet | 🌸 cherry_blossom | 🌹 rose | 🌻 sunflower | 🌼 blossom | 🌷 tulip | 🌱 seedling
🌲 evergreen_tree | 🌳 deciduous_tree | 🌴 palm_tree | 🌵 cactus | 🍀 four_leaf_clover | 🍁 maple_leaf | 🍂 fallen_leaf
🍄 mushroom | 🍎 apple | 🍌 banana | 🍉 watermelon | 🍓 strawberry | 🍅 tomato | 🥑 avocado | 🌶️ hot_pepper | 🍞 bread
🧀 cheese_wedge cheese | 🍔 hamburger | 🍟 fries | 🍕 pizza | 🌮 taco | 🍳 fried_egg cooking | 🍿 popcorn | 🍜 ramen | 🍣 sushi
🍦 icecream | 🍩 doughnut | 🍪 cookie | 🎂 birthday | 🍰 cake | 🍫 chocolate_bar | 🍬 candy | 🍭 lollipop | 🍯 honey_pot
🍼 baby_bottle | ☕ coffee | 🍵 tea | 🍺 beer | 🍻 beers | 🥂 clinking_glasses | 🍷 wine_glass | 🍸 cocktail | 🍾 champagne
🥃 tumbler_glass | 🌍 earth_africa | 🌎 earth_americas | 🌏 earth_asia | 🗺️ world_map | 🏖️ beach_with_umbrella | 🏠 house
🏢 office | 🏥 hospital | 🌇 city_sunrise | 🌉 bridge_at_night | 🚂 steam_locomotive | 🚄 bullettrain_side | 🚌 bus
🚑 ambulance | 🚒 fire_engine | 🚓 police_car | 🚗 car red_car | 🚚 truck | 🚲 bike | ⛽ fuelpump | 🚨 rotating_light
🚧 construction | ⚓ anchor | ⛵ boat sailboat | 🚢 ship | ✈️ airplane | 🛫 airplane_departure | 🛬 airplane_arriving
🚁 helicopter | 🚀 rocket | 🛸 flying_saucer | ⌛ hourglass | ⏳ hourglass_flowing_sand | ⌚ watch | ⏰ alarm_clock
⏱️ stopwatch | 🕣 clock830 | 🌙 crescent_moon moon | ☀️ sunny | ⭐ star | 🌟 star2 | 🌠 stars | ☁️ cloud
⛈️ thunder_cloud_and_rain | 🌧️ rain_cloud | ❄️ snowflake | ⛄ snowman | 🌈 rainbow | ☔ umbrella | ⚡ zap | 🔥 fire
💧 droplet | 🌊 ocean | 🎃 jack_o_lantern | 🎄 christmas_tree | 🎆 fireworks | 🎇 sparkler | ✨ sparkles | 🎈 balloon | 🎉 tada
🎊 confetti_ball | 🎁 gift | 🎫 ticket | 🏆 trophy | 🥇 first_place_medal | 🥈 second_place_medal | 🥉 third_place_medal
🏅 sports_medal | ⚽ soccer | 🏀 basketball | 🏈 football | 🎾 tennis | 🎯 dart | 🎮 video_game | 🎲 game_die | 🎰 slot_machine
🎨 art | 🎵 musical_note | 🎶 notes | 🎤 microphone | 🎧 headphones | 🎸 guitar | 🎺 trumpet | 🎬 clapper | 📱 iphone
☎️ phone telephone | 📞 telephone_receiver | 🔋 battery | 🔌 electric_plug | 💻 computer | 🖥️ desktop_computer | 🖨️ printer
⌨️ keyboard | 💾 floppy_disk | 💿 cd | 📷 camera | 📹 video_camera | 📺 tv | 🔍 mag | 🔎 mag_right | 🕯️ candle | 💡 bulb
🔦 flashlight | 📖 book open_book | 📚 books | 📰 newspaper | 🔖 bookmark | 💰 moneybag | 💵 dollar | 💳 credit_card
💸 money_with_wings | ✉️ email envelope | 📧 e-mail | 📨 incoming_envelope | 📥 inbox_tray | 📤 outbox_tray | 📦 package
📫 mailbox | ✏️ pencil2 | 📝 memo pencil | 💼 briefcase | 📁 file_folder | 📂 open_file_folder | 📅 date | 📆 calendar
📈 chart_with_upwards_trend | 📉 chart_with_downwards_trend | 📊 bar_chart | 📋 clipboard | 📌 pushpin | 📍 round_pushpin
📎 paperclip | 📏 straight_ruler | ✂️ scissors | 🗑️ wastebasket | 🔒 lock | 🔓 unlock | 🔑 key | 🔨 hammer
🛠️ hammer_and_wrench | ⚙️ gear | 🔧 wrench | 🔩 nut_and_bolt | ⚖️ scales | 🔗 link | 🧪 test_tube | 🔬 microscope
🔭 telescope | 💉 syringe | 💊 pill | 🚪 door | 🛏️ bed | 🚽 toilet | 🚿 shower | 🛒 shopping_trolley | ⚠️ warning
🚫 no_entry_sign | ⛔ no_entry | ☢️ radioactive_sign | ☣️ biohazard_sign | ⬆️ arrow_up | ➡️ arrow_right | ⬇️ arrow_down
⬅️ arrow_left | ↩️ leftwards_arrow_with_hook | 🔄 arrows_counterclockwise | 🔙 back | 🔚 end | 🔛 on | 🔜 soon | 🔝 top
▶️ arrow_forward | ⏩ fast_forward | ⏸️ double_vertical_bar | ➕ heavy_plus_sign | ➖ heavy_minus_sign
✖️ heavy_multiplication_x | ♾️ infinity | ❓ question | ❔ grey_question | ❗ exclamation heavy_exclamation_mark
❕ grey_exclamation | ‼️ bangbang | ⁉️ interrobang | ♻️ recycle | ✅ white_check_mark | ☑️ ballot_box_with_check
✔️ heavy_check_mark | ❌ x | ❎ negative_squared_cross_mark | ©️ copyright | ®️ registered | ™️ tm | #️⃣ hash | 0️⃣ zero
1️⃣ one | 2️⃣ two | 3️⃣ three | 4️⃣ four | 5️⃣ five | 6️⃣ six | 7️⃣ seven | 8️⃣ eight | 9️⃣ nine | 🔟 keycap_ten | 🆒 cool
🆓 free | 🆕 new | 🆗 ok | 🆘 sos | 🆙 up | ℹ️ information_source | 🔴 red_circle | 🟠 large_orange_circle
🟡 large_yellow_circle | 🟢 large_green_circle | 🔵 large_blue_circle | ⚪ white_circle | ⚫ black_circle
🔶 large_orange_diamond | 🔷 large_blue_diamond | 🏁 checkered_flag | 🚩 triangular_flag_on_post | 🏳️ waving_white_flag
🏴‍☠️ pirate_flag | 🇨🇳 flag-cn cn | 🇹🇼 flag-tw | 🇭🇰 flag-hk | 🇯🇵 flag-jp jp | 🇰🇷 flag-kr kr | 🇸🇬 flag-sg | 🇺🇸 flag-us us
🇬🇧 flag-gb gb uk | 🇫🇷 flag-fr fr | 🇩🇪 flag-de de | 🇪🇸 flag-es es | 🇮🇹 flag-it it | 🇷🇺 flag-ru ru | 🇮🇳 flag-in
🇧🇷 flag-br | 🇨🇦 flag-ca | 🇦🇺 flag-au | 🇪🇺 flag-eu | 📢 loudspeaker | 📣 mega | 🔔 bell | 🔕 no_bell | 🔊 loud_sound speaker
🔇 mute | 👑 crown | 🎓 mortar_board | 🎩 tophat | 👓 eyeglasses | 👕 shirt tshirt | 👖 jeans | 👗 dress | 👟 athletic_shoe
💎 gem | 💍 ring | 🕶️ dark_sunglasses | 🧵 thread | 🧹 broom | 🧯 fire_extinguisher | 🪄 magic_wand | 🫡 saluting_face
🫠 melting_face | 🫶 heart_hands | 🥹 face_holding_back_tears | 🫣 face_with_peeking_eye | 🤌 pinched_fingers
🧑‍💻 technologist | 👨‍💻 male-technologist | 👩‍💻 female-technologist
`;
